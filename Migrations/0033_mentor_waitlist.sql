-- Who waits for a seat of a mentor, in the order in which they came.

CREATE TABLE mentor_wait (
    id TEXT PRIMARY KEY,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    mentee_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Passed: a seat was offered, and the time went by.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'passed', 'left')),
    joined_at BIGINT NOT NULL,
    -- How long others wait is reckoned from these.
    offered_at BIGINT,
    -- Until when the offer stands, whoever looks.
    offer_until BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX mentor_wait_once ON mentor_wait (mentor_id, mentee_id) WHERE state IN ('waiting', 'offered');
CREATE INDEX mentor_wait_line ON mentor_wait (mentor_id, joined_at, id) WHERE state = 'waiting';
CREATE INDEX mentor_wait_offers ON mentor_wait (mentor_id, offer_until) WHERE state = 'offered';
CREATE INDEX mentor_wait_due ON mentor_wait (offer_until, id) WHERE state = 'offered';
CREATE INDEX mentor_wait_of_mentee ON mentor_wait (mentee_id, joined_at, id);
CREATE INDEX mentor_wait_measured ON mentor_wait (mentor_id, offered_at, id) WHERE offered_at IS NOT NULL;
