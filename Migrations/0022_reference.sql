-- Reference data that an operator took over from a file: it counts in the place of what the program ships.

-- Rules of points systems, a set for each day from which they hold.
CREATE TABLE points_rules (
    system_id TEXT NOT NULL,
    -- YYYY-MM-DD; empty: there is no first day.
    effective_from TEXT NOT NULL,
    -- Each import that changes something has a higher one.
    revision BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    -- The record of the file, as JSON.
    content TEXT NOT NULL,
    PRIMARY KEY (system_id, effective_from)
);

-- Persons registered for work abroad.
CREATE TABLE emigration_record (
    -- period: a year, or part of one; sum: many years; about: what is counted, and what belongs to every display.
    kind TEXT NOT NULL CHECK (kind IN ('period', 'sum', 'about')),
    -- Whose registrations are counted: of periods alone.
    scope TEXT NOT NULL,
    -- As sources name it: `2023 January-July`.
    period TEXT NOT NULL,
    revision BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (kind, scope, period)
);
