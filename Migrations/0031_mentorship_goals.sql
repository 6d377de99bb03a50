-- What the two of a mentorship want to reach, for both; and what each notes, for themselves alone.

CREATE TABLE mentorship_goal (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    -- Who added it: the words are theirs.
    side TEXT NOT NULL CHECK (side IN ('mentor', 'mentee')),
    body TEXT NOT NULL,
    done_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX mentorship_goal_by_mentorship ON mentorship_goal (mentorship_id, created_at, id);

CREATE TABLE mentorship_note (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX mentorship_note_by_mentorship ON mentorship_note (account_id, mentorship_id, created_at, id);
CREATE INDEX mentorship_note_of_mentorship ON mentorship_note (mentorship_id);

-- A longer time that one of the two proposes: weeks in all, and who.
ALTER TABLE mentorship ADD COLUMN extension_weeks SMALLINT CHECK (extension_weeks BETWEEN 4 AND 24);
ALTER TABLE mentorship ADD COLUMN extension_by TEXT CHECK (extension_by IN ('mentor', 'mentee'));
-- It ended by no choice of the mentee; whose next requests come first for a while.
ALTER TABLE mentorship ADD COLUMN is_mentee_left SMALLINT NOT NULL DEFAULT 0 CHECK (is_mentee_left IN (0, 1));
ALTER TABLE mentorship ADD COLUMN is_priority SMALLINT NOT NULL DEFAULT 0 CHECK (is_priority IN (0, 1));
CREATE INDEX mentorship_left ON mentorship (mentee_id, ended_at) WHERE is_mentee_left = 1;
