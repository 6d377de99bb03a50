-- How commits get their numbers here. Each of several transactions at one time takes the next number of a sequence as
-- its last act, while it holds a lock that it keeps until its commit is seen: a row that all of them changed would
-- let one of them pass and refuse the others. The present number is that of the newest commit.
CREATE SEQUENCE change_sequence;
ALTER TABLE change_counter RENAME TO change_history;
-- Where a history begins that came from elsewhere.
ALTER TABLE change_history RENAME COLUMN sequence TO base;
CREATE VIEW change_counter AS
SELECT id, GREATEST(base, COALESCE((SELECT max(sequence) FROM change_commit), 0)) AS sequence, epoch
FROM change_history;

-- Has no rows. Every transaction that writes locks it first, so that one can have the database for itself that has met
-- others too often.
CREATE TABLE write_turn (
    id SMALLINT PRIMARY KEY
);
