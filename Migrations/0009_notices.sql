-- How much a member wants to hear of a category, a tag or a thread.
CREATE TABLE notice_level (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    scope TEXT NOT NULL CHECK (scope IN ('category', 'tag', 'thread')),
    target_id TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('muted', 'normal', 'tracking', 'watching', 'watching-first-post')),
    -- chosen by the member, which always wins, or because the member started the thread or replied in it.
    reason TEXT NOT NULL CHECK (reason IN ('chosen', 'started', 'replied')),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, scope, target_id)
);
-- Who wants to hear of something.
CREATE INDEX notice_level_by_target ON notice_level (scope, target_id, level, account_id);
-- What was read long ago is forgotten.
CREATE INDEX thread_read_by_time ON thread_read (updated_at);
