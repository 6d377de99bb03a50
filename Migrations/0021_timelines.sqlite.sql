-- Timelines that were there before devices held them enter their members' own scope, as one commit.
UPDATE change_counter SET sequence = sequence + 1 WHERE EXISTS (SELECT 1 FROM timeline);
INSERT INTO change_commit (sequence, tag, committed_at)
SELECT sequence, 21, (SELECT max(timeline.updated_at) FROM timeline) FROM change_counter
WHERE EXISTS (SELECT 1 FROM timeline);
INSERT INTO change_index_entry (scope, entity, row_id, ver, state, first_ver, row_ver)
SELECT 'u:' || timeline.account_id, 'timeline', timeline.id, change_counter.sequence, 1, change_counter.sequence,
    change_counter.sequence
FROM timeline, change_counter;
