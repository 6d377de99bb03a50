-- What the matcher is told besides: whether mentees know how mentoring goes, who is not to be brought together with
-- whom, and who would meet again.

ALTER TABLE mentee_profile ADD COLUMN is_oriented SMALLINT NOT NULL DEFAULT 0 CHECK (is_oriented IN (0, 1));
ALTER TABLE mentorship_feedback ADD COLUMN asks_again SMALLINT NOT NULL DEFAULT 0 CHECK (asks_again IN (0, 1));

-- What became of requests lately, of all mentors: how usual it is to be answered.
CREATE INDEX mentorship_answered ON mentorship (outcome_at) WHERE outcome IS NOT NULL;

-- Somebody of one's household, whom one manages or interviews, or who does so with oneself: never a mentor's and a
-- mentee's, in either direction. For the matcher, and for who declared it.
CREATE TABLE mentoring_kept_apart (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, other_id)
);
CREATE INDEX mentoring_kept_apart_other ON mentoring_kept_apart (other_id, account_id);

DROP VIEW mentoring_apart;
CREATE VIEW mentoring_apart AS
SELECT account_id AS one_id, blocked_id AS other_id FROM member_block
UNION ALL SELECT blocked_id AS one_id, account_id AS other_id FROM member_block
UNION ALL SELECT account_id AS one_id, other_id FROM mentoring_kept_apart
UNION ALL SELECT other_id AS one_id, account_id AS other_id FROM mentoring_kept_apart
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

-- Pairs that staff knows to belong together: matched before the others, and out of the matching of the rest.
CREATE TABLE mentoring_round_pair (
    round_id TEXT NOT NULL REFERENCES mentoring_round (id) ON DELETE CASCADE,
    mentee_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, mentee_id)
);
CREATE INDEX mentoring_round_pair_of_mentor ON mentoring_round_pair (mentor_id, round_id);
CREATE INDEX mentoring_round_pair_of_mentee ON mentoring_round_pair (mentee_id);
