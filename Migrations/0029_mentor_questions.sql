-- Questions that nobody has answered, and the mentors to whom they were offered.

ALTER TABLE mentor_profile ADD COLUMN takes_questions SMALLINT NOT NULL DEFAULT 1 CHECK (takes_questions IN (0, 1));

CREATE TABLE mentor_question (
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    offered_at BIGINT NOT NULL,
    -- The mentor said that it is not for them.
    passed_at BIGINT,
    -- The mentor's first answer in the thread.
    answered_at BIGINT,
    PRIMARY KEY (thread_id, mentor_id)
);
CREATE INDEX mentor_question_of_mentor ON mentor_question (mentor_id, offered_at, thread_id);
CREATE INDEX mentor_question_answered ON mentor_question (mentor_id) WHERE answered_at IS NOT NULL;
CREATE INDEX mentorship_completed ON mentorship (mentor_id) WHERE state = 'completed';
