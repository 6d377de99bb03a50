-- Mentorships: who asked whom, how it stands, what happened, and what the two wrote.

CREATE TABLE mentorship (
    id TEXT PRIMARY KEY,
    mentor_id TEXT NOT NULL REFERENCES account (id),
    mentee_id TEXT NOT NULL REFERENCES account (id),
    track TEXT NOT NULL CHECK (track IN ('career', 'relocation', 'language')),
    state TEXT NOT NULL CHECK (state IN
        ('requested', 'accepted', 'active', 'paused', 'completed', 'declined', 'expired', 'cancelled')),
    -- The mentee's words.
    goal TEXT NOT NULL,
    background TEXT NOT NULL,
    question TEXT NOT NULL,
    -- When it goes on by itself; none for what has ended. Looked at by every read and every step.
    deadline_at BIGINT,
    -- When one of the two is reminded next.
    remind_at BIGINT,
    -- Who owes an answer.
    owes TEXT CHECK (owes IN ('mentor', 'mentee')),
    holds_seat SMALLINT NOT NULL DEFAULT 0 CHECK (holds_seat IN (0, 1)),
    weeks SMALLINT NOT NULL CHECK (weeks BETWEEN 4 AND 24),
    requested_at BIGINT NOT NULL,
    -- The mentor asked for more, which is done once; whether the clock stands for it.
    asked_more_at BIGINT,
    is_clock_stopped SMALLINT NOT NULL DEFAULT 0 CHECK (is_clock_stopped IN (0, 1)),
    -- What became of the request, and when: what mentors' answering is counted by.
    outcome TEXT CHECK (outcome IN ('answered', 'expired')),
    outcome_at BIGINT,
    accepted_at BIGINT,
    -- The first words of each since it was accepted, and the last of either.
    mentor_wrote_at BIGINT,
    mentee_wrote_at BIGINT,
    spoken_at BIGINT,
    ends_at BIGINT,
    paused_at BIGINT,
    -- Milliseconds of the pauses before.
    paused_for BIGINT NOT NULL DEFAULT 0,
    -- The day (YYYY-MM-DD) on which the two mean to go on.
    resume_on TEXT,
    mentor_finished SMALLINT NOT NULL DEFAULT 0 CHECK (mentor_finished IN (0, 1)),
    mentee_finished SMALLINT NOT NULL DEFAULT 0 CHECK (mentee_finished IN (0, 1)),
    ended_at BIGINT,
    ending TEXT CHECK (ending IN ('declined', 'expired', 'withdrawn', 'superseded', 'never_started', 'timed_out',
        'ended', 'term', 'finished', 'paused_out')),
    decline_reason TEXT CHECK (decline_reason IN ('no_time', 'other_topic', 'too_little', 'not_fitting')),
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX mentorship_live_pair ON mentorship (mentor_id, mentee_id, track)
    WHERE state IN ('requested', 'accepted', 'active', 'paused');
CREATE INDEX mentorship_of_mentor ON mentorship (mentor_id, updated_at, id);
CREATE INDEX mentorship_of_mentee ON mentorship (mentee_id, updated_at, id);
CREATE INDEX mentorship_between ON mentorship (mentee_id, mentor_id);
CREATE INDEX mentorship_asked ON mentorship (mentor_id, requested_at);
CREATE INDEX mentorship_asking ON mentorship (mentee_id, requested_at);
CREATE INDEX mentorship_seats ON mentorship (mentor_id) WHERE holds_seat = 1;
CREATE INDEX mentorship_open ON mentorship (mentor_id) WHERE state = 'requested';
CREATE INDEX mentorship_open_of_mentee ON mentorship (mentee_id) WHERE state = 'requested';
CREATE INDEX mentorship_answering ON mentorship (mentor_id, outcome_at, id) WHERE outcome IS NOT NULL;
CREATE INDEX mentorship_due ON mentorship (deadline_at, id) WHERE deadline_at IS NOT NULL;
CREATE INDEX mentorship_reminding ON mentorship (remind_at, id) WHERE remind_at IS NOT NULL;

-- All that ever happened to one: rows are added, none is changed but to forget who it was.
CREATE TABLE mentorship_event (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('mentor', 'mentee', 'clock', 'program')),
    account_id TEXT REFERENCES account (id) ON DELETE SET NULL,
    -- None for the request itself.
    from_state TEXT,
    to_state TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- Why, for the one who wrote it alone.
    reason TEXT NOT NULL DEFAULT '',
    -- What tells a step that is sent twice from a second one.
    idempotency_key TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mentorship_event_once ON mentorship_event (mentorship_id, account_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX mentorship_event_by_mentorship ON mentorship_event (mentorship_id, created_at, id);
CREATE INDEX mentorship_event_by_member ON mentorship_event (account_id, created_at, id);

-- What the two wrote, numbered by the server.
CREATE TABLE mentorship_message (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    author_id TEXT NOT NULL REFERENCES account (id),
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mentorship_message_number ON mentorship_message (mentorship_id, number);
CREATE INDEX mentorship_message_by_member ON mentorship_message (author_id, created_at, id);
