-- Deleting with a day to change one's mind, bookmarks, drafts.
ALTER TABLE forum_thread ADD COLUMN deleted_at BIGINT;
ALTER TABLE forum_thread ADD COLUMN deleted_by TEXT REFERENCES account (id);
ALTER TABLE forum_post ADD COLUMN deleted_at BIGINT;
ALTER TABLE forum_post ADD COLUMN deleted_by TEXT REFERENCES account (id);
-- What one may still take back, and what is to be erased.
CREATE INDEX forum_thread_deleted ON forum_thread (deleted_by, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX forum_post_deleted ON forum_post (deleted_by, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX forum_thread_to_erase ON forum_thread (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX forum_post_to_erase ON forum_post (deleted_at) WHERE deleted_at IS NOT NULL;
-- The last post of a thread when the one that was last goes; whether a member has others there.
CREATE INDEX forum_post_time ON forum_post (thread_id, created_at);
CREATE INDEX forum_post_author_thread ON forum_post (thread_id, author_id);
CREATE INDEX forum_post_withheld ON forum_post (thread_id) WHERE state IN ('held', 'hidden');
CREATE INDEX forum_thread_author_week ON forum_thread (category_id, week, author_id);

CREATE TABLE bookmark (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
);
CREATE INDEX bookmark_newest ON bookmark (account_id, created_at, post_id);
CREATE INDEX bookmark_by_post ON bookmark (post_id);

-- What a member began to write: a thread, an answer or an edit. A draft of a new thread has no target.
CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('thread', 'post', 'edit')),
    -- The thread that a post answers, the post that an edit changes.
    target_id TEXT,
    category_id TEXT,
    thread_kind TEXT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    tags TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX draft_newest ON draft (account_id, updated_at, id);
