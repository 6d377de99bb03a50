-- What moderators do for mentorships: requests that wait for them, pauses after missed meetings, reports.

-- Since when a request waits for a moderator. One that was never let through keeps it: no mentor learns of it.
ALTER TABLE mentorship ADD COLUMN held_at BIGINT;

-- Who missed four meetings within thirty days is not asked as a mentor, or does not ask as a mentee.
CREATE TABLE mentoring_pause (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('mentor', 'mentee')),
    began_at BIGINT NOT NULL,
    -- The first day (YYYY-MM-DD) after it.
    until_day TEXT NOT NULL,
    -- A moderator took it back.
    lifted_at BIGINT
);
CREATE INDEX mentoring_pause_of_member ON mentoring_pause (account_id, side, began_at, id);

-- What a moderator is to decide: a request that waits, an appeal against a pause, a report.
CREATE TABLE mentoring_case (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('held', 'appeal', 'report')),
    -- Whom it is about.
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Who waits for the decision; none for one who is gone.
    opened_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    -- None for an appeal.
    mentorship_id TEXT REFERENCES mentorship (id) ON DELETE CASCADE,
    -- The request, the pause, or what was reported: a mentorship or a message of it.
    target_id TEXT NOT NULL,
    -- A code: why it waits, or what is wrong.
    reason TEXT NOT NULL,
    -- Of the one who waits.
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'refused', 'closed')),
    -- Told to the one who waits.
    answer TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE UNIQUE INDEX mentoring_case_once ON mentoring_case (opened_by, kind, target_id);
CREATE INDEX mentoring_case_queue ON mentoring_case (opened_at, id) WHERE state = 'open';
CREATE INDEX mentoring_case_of_member ON mentoring_case (opened_by, opened_at, id);
CREATE INDEX mentoring_case_about ON mentoring_case (account_id);
CREATE INDEX mentoring_case_in ON mentoring_case (mentorship_id) WHERE mentorship_id IS NOT NULL;

-- Whom nothing brings together again: blocks, what one of the two called problematic, and reports that were upheld.
-- CROSS JOIN keeps SQLite on the order written: from the few mentorships of somebody to what was said of them.
DROP VIEW mentoring_apart;
CREATE VIEW mentoring_apart AS
SELECT account_id AS one_id, blocked_id AS other_id FROM member_block
UNION ALL SELECT blocked_id AS one_id, account_id AS other_id FROM member_block
UNION ALL SELECT mentorship.mentor_id AS one_id, mentorship.mentee_id AS other_id
FROM mentorship CROSS JOIN mentorship_feedback AS given
WHERE given.mentorship_id = mentorship.id AND given.is_problematic = 1
UNION ALL SELECT mentorship.mentee_id AS one_id, mentorship.mentor_id AS other_id
FROM mentorship CROSS JOIN mentorship_feedback AS given
WHERE given.mentorship_id = mentorship.id AND given.is_problematic = 1
UNION ALL SELECT account_id AS one_id, opened_by AS other_id FROM mentoring_case
WHERE kind = 'report' AND state = 'granted' AND opened_by IS NOT NULL
UNION ALL SELECT opened_by AS one_id, account_id AS other_id FROM mentoring_case
WHERE kind = 'report' AND state = 'granted' AND opened_by IS NOT NULL;
