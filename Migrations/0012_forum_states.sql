-- What a post or thread was before it was deleted: taken back, it is that again.
ALTER TABLE forum_thread ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));
ALTER TABLE forum_post ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));

-- Of what was done as asked nothing is kept: rows of others stood there.
UPDATE mutation_outcome SET detail = '' WHERE status = 'applied' AND is_shown = 0;

-- A text that was hidden or under review when it was replaced: its author and staff alone see it.
ALTER TABLE post_revision ADD COLUMN is_withheld SMALLINT NOT NULL DEFAULT 0 CHECK (is_withheld IN (0, 1));

-- Threads of which not all notices have been looked at again: a hundred at a time.
CREATE TABLE notification_refresh (
    thread_id TEXT PRIMARY KEY REFERENCES forum_thread (id) ON DELETE CASCADE,
    -- The last notice that was.
    done_id TEXT NOT NULL
);
DROP INDEX notification_by_thread;
CREATE INDEX notification_by_thread ON notification (thread_id, id);

-- What is forgotten every hour is found without reading what stays.
CREATE INDEX change_commit_by_time ON change_commit (committed_at, sequence);
CREATE INDEX change_index_entry_departed ON change_index_entry (ver) WHERE state = 0;
CREATE INDEX mutation_outcome_shown ON mutation_outcome (created_at) WHERE is_shown = 1;
DROP INDEX mutation_outcome_by_time;
CREATE INDEX scope_set_by_use ON scope_set (last_used_at);
CREATE INDEX sync_client_by_use ON sync_client (last_used_at);
CREATE INDEX sync_group_by_use ON sync_group (last_used_at);

-- Bytes of `detail`: summed up without reading it.
ALTER TABLE mutation_outcome ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mutation_outcome_by_account ON mutation_outcome (account_id, size) WHERE is_shown = 1;
