-- Office hours: a mentor talks with a group; seats are taken and given back until it begins.

CREATE TABLE office_hour (
    id TEXT PRIMARY KEY,
    mentor_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'cancelled')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes SMALLINT NOT NULL CHECK (minutes BETWEEN 15 AND 120),
    -- IANA's name: by which clock it was announced.
    zone TEXT NOT NULL,
    -- A link, as the mentor wrote it: for those with a seat.
    place TEXT NOT NULL,
    -- BCP 47.
    language TEXT NOT NULL,
    seats SMALLINT NOT NULL CHECK (seats BETWEEN 2 AND 20),
    -- Counted where seats are taken: never more than there are.
    taken SMALLINT NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND seats),
    -- When all are reminded next, and in the end when it is over.
    remind_at BIGINT,
    -- It took place, with somebody in it.
    held_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- One more with each change: calendars take it as SEQUENCE, counted from none.
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX office_hour_upcoming ON office_hour (starts_at, id) WHERE state = 'open';
CREATE INDEX office_hour_of_mentor ON office_hour (mentor_id, starts_at, id);
CREATE INDEX office_hour_held ON office_hour (mentor_id) WHERE held_at IS NOT NULL;
CREATE INDEX office_hour_reminding ON office_hour (remind_at, id) WHERE remind_at IS NOT NULL;

CREATE TABLE office_hour_seat (
    office_hour_id TEXT NOT NULL REFERENCES office_hour (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (office_hour_id, account_id)
);
CREATE INDEX office_hour_seat_of_member ON office_hour_seat (account_id, office_hour_id);
