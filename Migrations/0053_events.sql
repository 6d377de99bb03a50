-- Events of groups: times at which members meet, with seats and a line of those who wait for one.

CREATE TABLE group_event (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
    host_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('meetup', 'ama', 'office_hours')),
    state TEXT NOT NULL CHECK (state IN ('open', 'cancelled')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    -- An address or a link: for the members of the group.
    place TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 15 AND 720),
    -- By which clock it was announced: IANA.
    zone TEXT NOT NULL,
    -- None: as many as come.
    seats INTEGER CHECK (seats BETWEEN 1 AND 1000),
    taken INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    -- When those with a seat are reminded next.
    remind_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX group_event_next ON group_event (group_id, starts_at, id);
CREATE INDEX group_event_by_host ON group_event (host_id, starts_at);
CREATE INDEX group_event_reminders ON group_event (remind_at, id) WHERE remind_at IS NOT NULL;

CREATE TABLE event_seat (
    event_id TEXT NOT NULL REFERENCES group_event (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('seat', 'waiting')),
    -- Since when the state is what it is: who waits longest is next.
    since BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id)
);
CREATE INDEX event_seat_in_order ON event_seat (event_id, state, since, account_id);
CREATE INDEX event_seat_of_account ON event_seat (account_id, event_id);
