-- Timelines: what members' applications have come to, and the figures that are made of them each night.

CREATE TABLE timeline (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    pathway_id TEXT NOT NULL,
    -- Mission or service centre, as the member wrote it; empty when not said.
    office TEXT NOT NULL,
    lane TEXT NOT NULL CHECK (lane IN ('standard', 'priority')),
    -- ISO 3166-1 alpha-2.
    nationality TEXT,
    dependants SMALLINT CHECK (dependants IN (0, 1)),
    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'cohort-only', 'members', 'public')),
    -- What the events come to; days are YYYY-MM-DD.
    submitted_on TEXT,
    ended_on TEXT,
    ending TEXT CHECK (ending IN ('approved', 'refused', 'withdrawn')),
    -- The last day on which the member said to be waiting.
    confirmed_on TEXT NOT NULL,
    -- Since when the member is asked whether an unusual length is right.
    doubted_at BIGINT,
    is_affirmed SMALLINT NOT NULL DEFAULT 0 CHECK (is_affirmed IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    CHECK ((ending IS NULL) = (ended_on IS NULL))
);
CREATE INDEX timeline_by_member ON timeline (account_id, created_at, id);
CREATE UNIQUE INDEX timeline_same ON timeline (account_id, pathway_id, submitted_on)
    WHERE submitted_on IS NOT NULL;
CREATE INDEX timeline_by_filing ON timeline (submitted_on, id) WHERE visibility <> 'private';

CREATE TABLE timeline_event (
    id TEXT PRIMARY KEY,
    timeline_id TEXT NOT NULL REFERENCES timeline (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    -- YYYY-MM-DD; the first of a month of which only that is known.
    happened_on TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('day', 'month')),
    note TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'screenshot')),
    created_at BIGINT NOT NULL
);
CREATE INDEX timeline_event_by_timeline ON timeline_event (timeline_id, happened_on, id);

-- Figures of one night, which nothing changes afterwards.
CREATE TABLE processing_figure (
    pathway_id TEXT NOT NULL,
    night TEXT NOT NULL,
    -- Which members it is of: empty for all, else dimensions and values.
    cell TEXT NOT NULL,
    method BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (pathway_id, night, cell)
);

-- Nights whose figures are all there.
CREATE TABLE processing_night (
    night TEXT PRIMARY KEY,
    made_at BIGINT NOT NULL
);

-- Since when somebody is a member, for features that trust nobody on the first day.
CREATE VIEW account_joined AS
SELECT account.id, account.created_at AS joined_at FROM account WHERE account.state = 'active';
