-- Timelines that were there before devices held them enter their members' own scope, as one commit.
SELECT pg_advisory_xact_lock(30224966765080065);
INSERT INTO change_commit (sequence, tag, committed_at)
SELECT nextval('change_sequence'), 21, newest.at
FROM (SELECT max(timeline.updated_at) AS at FROM timeline) AS newest WHERE newest.at IS NOT NULL;
INSERT INTO change_index_entry (scope, entity, row_id, ver, state, first_ver, row_ver)
SELECT 'u:' || timeline.account_id, 'timeline', timeline.id, newest.sequence, 1, newest.sequence, newest.sequence
FROM timeline CROSS JOIN (SELECT max(sequence) AS sequence FROM change_commit) AS newest;
