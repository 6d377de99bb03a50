-- What the two of a mentorship thought of it afterwards: for the matcher and for themselves, never for the other.

CREATE TABLE mentorship_feedback (
    id TEXT PRIMARY KEY,
    mentorship_id TEXT NOT NULL REFERENCES mentorship (id) ON DELETE CASCADE,
    -- Who says it.
    side TEXT NOT NULL CHECK (side IN ('mentor', 'mentee')),
    -- None for one who is gone.
    account_id TEXT REFERENCES account (id) ON DELETE SET NULL,
    rating SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    -- The two are never brought together again.
    is_problematic SMALLINT NOT NULL CHECK (is_problematic IN (0, 1)),
    -- For the one who wrote it alone.
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mentorship_feedback_once ON mentorship_feedback (mentorship_id, side);
CREATE INDEX mentorship_feedback_by_member ON mentorship_feedback (account_id, created_at, id);

-- Whom nothing brings together again: blocks, and what one of the two called problematic. CROSS JOIN keeps SQLite on the
-- order written: from the few mentorships of somebody to what was said of them.
CREATE VIEW mentoring_apart AS
SELECT account_id AS one_id, blocked_id AS other_id FROM member_block
UNION ALL SELECT blocked_id AS one_id, account_id AS other_id FROM member_block
UNION ALL SELECT mentorship.mentor_id AS one_id, mentorship.mentee_id AS other_id
FROM mentorship CROSS JOIN mentorship_feedback AS given
WHERE given.mentorship_id = mentorship.id AND given.is_problematic = 1
UNION ALL SELECT mentorship.mentee_id AS one_id, mentorship.mentor_id AS other_id
FROM mentorship CROSS JOIN mentorship_feedback AS given
WHERE given.mentorship_id = mentorship.id AND given.is_problematic = 1;
