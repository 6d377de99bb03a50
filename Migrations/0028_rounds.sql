-- Rounds of a mentoring programme: who takes part, whom they rank, what was found, and what the two sides answered.

CREATE TABLE mentoring_round (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    track TEXT NOT NULL CHECK (track IN ('career', 'relocation', 'language')),
    state TEXT NOT NULL CHECK (state IN
        ('draft', 'joining', 'ranking', 'frozen', 'matched', 'published', 'closed', 'cancelled')),
    -- Last days (YYYY-MM-DD, UTC).
    joins_until TEXT NOT NULL,
    ranks_until TEXT NOT NULL,
    list_length SMALLINT NOT NULL CHECK (list_length BETWEEN 10 AND 50),
    created_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    -- When members first saw it.
    opened_at BIGINT,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX mentoring_round_newest ON mentoring_round (created_at, id);
CREATE INDEX mentoring_round_shown ON mentoring_round (created_at, id) WHERE opened_at IS NOT NULL;
CREATE INDEX mentoring_round_moving ON mentoring_round (id) WHERE state IN ('joining', 'ranking', 'published');
CREATE INDEX mentoring_round_by_maker ON mentoring_round (created_by);

CREATE TABLE mentoring_round_member (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('mentor', 'mentee')),
    -- How many mentees a mentor takes in this round at most.
    seats SMALLINT NOT NULL CHECK (seats BETWEEN 0 AND 10),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, account_id)
);
CREATE INDEX mentoring_round_member_by_side ON mentoring_round_member (round_id, side, account_id);
CREATE INDEX mentoring_round_member_by_member ON mentoring_round_member (account_id, round_id);

-- Mentors whom a mentee ranked, 1 for the best.
CREATE TABLE mentoring_round_wish (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    mentee_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    place SMALLINT NOT NULL CHECK (place BETWEEN 1 AND 10),
    PRIMARY KEY (round_id, mentee_id, mentor_id)
);
CREATE INDEX mentoring_round_wish_by_mentor ON mentoring_round_wish (round_id, mentor_id, mentee_id);
CREATE INDEX mentoring_round_wish_of_mentee ON mentoring_round_wish (mentee_id);
CREATE INDEX mentoring_round_wish_of_mentor ON mentoring_round_wish (mentor_id);

-- What a mentor says of mentees who ranked them; nothing for "ok".
CREATE TABLE mentoring_round_answer (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    mentee_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    answer TEXT NOT NULL CHECK (answer IN ('prefer', 'no')),
    PRIMARY KEY (round_id, mentor_id, mentee_id)
);
CREATE INDEX mentoring_round_answer_of_mentor ON mentoring_round_answer (mentor_id);
CREATE INDEX mentoring_round_answer_of_mentee ON mentoring_round_answer (mentee_id);

-- One matching: 0 is the round itself, 1 the mini-round among the rest.
CREATE TABLE mentoring_round_run (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    run SMALLINT NOT NULL,
    -- The lottery's: published.
    seed TEXT NOT NULL,
    -- Makes the names of the published instance from ids of accounts: never shown.
    salt TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- Who works on it, and when they last said so.
    worker TEXT,
    worked_at BIGINT,
    lists_done INTEGER NOT NULL DEFAULT 0,
    lists_all INTEGER NOT NULL DEFAULT 0,
    -- Why it is not to be published.
    failure TEXT,
    snapshot_id TEXT,
    -- SHA-256 of the instance's text.
    digest TEXT,
    -- JSON: figures and cells of the report, without names.
    report TEXT,
    finished_at BIGINT,
    published_at BIGINT,
    -- Until when both sides confirm.
    deadline_at BIGINT,
    PRIMARY KEY (round_id, run)
);
CREATE INDEX mentoring_round_run_waiting ON mentoring_round_run (begun_at, round_id)
    WHERE finished_at IS NULL AND failure IS NULL;

-- The instance and its result without names, as JSON cut into pieces.
CREATE TABLE mentoring_round_piece (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    run SMALLINT NOT NULL,
    position INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (round_id, run, position)
);

-- A pair that was found: both confirm, and a mentorship begins. Seen from the publication of its run on.
CREATE TABLE mentoring_offer (
    id TEXT PRIMARY KEY,
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    run SMALLINT NOT NULL,
    mentor_id TEXT NOT NULL REFERENCES account (id),
    mentee_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'declined', 'withdrawn')),
    -- The place in the mentee's list, 1 for the best.
    choice SMALLINT NOT NULL,
    -- JSON: why the two fit, as suggestions say it.
    explanation TEXT NOT NULL,
    mentor_answer TEXT CHECK (mentor_answer IN ('yes', 'no')),
    mentee_answer TEXT CHECK (mentee_answer IN ('yes', 'no')),
    mentorship_id TEXT REFERENCES mentorship (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mentoring_offer_of_mentee ON mentoring_offer (mentee_id, round_id, run);
CREATE INDEX mentoring_offer_of_mentor ON mentoring_offer (mentor_id, round_id, run);
CREATE INDEX mentoring_offer_by_round ON mentoring_offer (round_id, run, id);

-- Who is still to be told of something, in the order of their ids.
CREATE TABLE mentoring_round_telling (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('ranking', 'result')),
    run SMALLINT NOT NULL,
    -- The last one who was told.
    told_until TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (round_id, kind, run)
);
