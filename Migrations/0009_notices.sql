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

-- What a member is told. One row a thread gathers what came in it since the member looked; mentions and accepted
-- answers have a row each. What it tells of is found when it is read, by who may see what then.
CREATE TABLE notification (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- reply: to what the member wrote; post, thread: in something that the member watches.
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'mention', 'accepted', 'post', 'thread')),
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    -- The first post that it tells of, and the times of the first and of the last.
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notification_newest ON notification (account_id, created_at, id);
CREATE INDEX notification_unread ON notification (account_id, thread_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notification_of_thread ON notification (account_id, thread_id)
    WHERE read_at IS NULL AND kind IN ('reply', 'post', 'thread');
CREATE UNIQUE INDEX notification_of_post ON notification (account_id, post_id, kind)
    WHERE kind IN ('mention', 'accepted');
CREATE INDEX notification_by_thread ON notification (thread_id);
CREATE INDEX notification_by_post ON notification (post_id, kind);
CREATE INDEX notification_by_time ON notification (created_at);

-- Posts of which not all who watch have been told yet: a few hundred at a time.
CREATE TABLE notification_spread (
    post_id TEXT PRIMARY KEY REFERENCES forum_post (id) ON DELETE CASCADE,
    -- The last member who was told.
    told_id TEXT NOT NULL
);

-- What a member wants to be told; no row: everything.
CREATE TABLE notification_setting (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    replies SMALLINT NOT NULL CHECK (replies IN (0, 1)),
    mentions SMALLINT NOT NULL CHECK (mentions IN (0, 1)),
    accepted SMALLINT NOT NULL CHECK (accepted IN (0, 1)),
    watched SMALLINT NOT NULL CHECK (watched IN (0, 1))
);
