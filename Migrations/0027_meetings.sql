-- Meetings of mentorships: who proposes when, and whether they took place.

CREATE TABLE meeting (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    -- The first of those that were proposed together; none for one by itself.
    series_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'held', 'no_show', 'cancelled')),
    starts_at BIGINT NOT NULL,
    minutes SMALLINT NOT NULL CHECK (minutes BETWEEN 15 AND 120),
    -- IANA's name: by which clock it was proposed.
    zone TEXT NOT NULL,
    -- A room or a link, as somebody wrote it.
    place TEXT NOT NULL,
    -- Whose proposal stands: the other confirms.
    proposed_by TEXT NOT NULL CHECK (proposed_by IN ('mentor', 'mentee')),
    missed_by TEXT CHECK (missed_by IN ('mentor', 'mentee')),
    cancelled_by TEXT CHECK (cancelled_by IN ('mentor', 'mentee')),
    -- Cancelled less than three hours before.
    is_late SMALLINT NOT NULL DEFAULT 0 CHECK (is_late IN (0, 1)),
    -- Who missed it or cancelled late, and when that was said.
    struck TEXT CHECK (struck IN ('mentor', 'mentee')),
    struck_at BIGINT,
    -- When the two are reminded next.
    remind_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- One more with each change: calendars take it as SEQUENCE, counted from none.
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX meeting_by_mentorship ON meeting (mentorship_id, starts_at, id);
CREATE INDEX meeting_by_series ON meeting (series_id) WHERE series_id IS NOT NULL;
CREATE INDEX meeting_reminding ON meeting (remind_at, id) WHERE remind_at IS NOT NULL;
CREATE INDEX meeting_struck ON meeting (mentorship_id, struck_at) WHERE struck IS NOT NULL;

-- All that ever happened to one: rows are added, none is changed but to forget who it was.
CREATE TABLE meeting_event (
    id TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('mentor', 'mentee', 'program')),
    account_id TEXT REFERENCES account (id) ON DELETE SET NULL,
    -- None for the proposal itself.
    from_state TEXT,
    to_state TEXT NOT NULL,
    version BIGINT NOT NULL,
    idempotency_key TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX meeting_event_once ON meeting_event (meeting_id, account_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX meeting_event_by_meeting ON meeting_event (meeting_id, created_at, id);
CREATE INDEX meeting_event_by_member ON meeting_event (account_id, created_at, id);

-- By which clock somebody reads times.
CREATE VIEW account_zone AS
SELECT account.id, account.time_zone FROM account;
