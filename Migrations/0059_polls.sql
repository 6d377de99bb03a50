-- Polls: a question with two to ten answers to choose from, part of a thread's opening post. Who chose what is known to
-- the program alone, which must count each account once.

CREATE TABLE poll (
    thread_id TEXT PRIMARY KEY REFERENCES forum_thread (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    is_multiple SMALLINT NOT NULL CHECK (is_multiple IN (0, 1)),
    -- Who sees the results before the end: those who voted, or nobody.
    results TEXT NOT NULL CHECK (results IN ('afterVoting', 'atEnd')),
    -- The last day, and the instant at which it is over where the one lives who asks.
    closes_on TEXT NOT NULL,
    closes_at BIGINT NOT NULL,
    -- Set by the hourly run after the end: from then on devices have the results.
    is_settled SMALLINT NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    voters INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX poll_to_settle ON poll (closes_at) WHERE is_settled = 0;

CREATE TABLE poll_option (
    thread_id TEXT NOT NULL REFERENCES poll (thread_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    votes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (thread_id, position)
);

CREATE TABLE poll_ballot (
    thread_id TEXT NOT NULL REFERENCES poll (thread_id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Positions, separated by commas.
    choices TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (thread_id, account_id)
);
CREATE INDEX poll_ballot_of_account ON poll_ballot (account_id, thread_id);

-- The poll that a draft of a thread has: as JSON, nothing of it is looked for.
ALTER TABLE draft ADD COLUMN poll TEXT;
