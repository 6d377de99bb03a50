-- What came from old communities, so that it comes once. Rows of members who left stay: they keep them from coming back.
CREATE TABLE moved_member (
    community TEXT NOT NULL,
    old_key TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    -- Whether the username is the one that the old community knew: then old mentions of it mean this member.
    kept_name SMALLINT NOT NULL CHECK (kept_name IN (0, 1)),
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (community, old_key)
);
CREATE INDEX moved_member_account ON moved_member (account_id);

CREATE TABLE moved_record (
    community TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('category', 'thread', 'post')),
    old_key TEXT NOT NULL,
    -- Not a reference: what was deleted here for good does not come again.
    new_id TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (community, kind, old_key)
);

-- Paths, with their queries, at which threads and posts stood before.
CREATE TABLE old_address (
    path TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    post_id TEXT REFERENCES forum_post (id) ON DELETE CASCADE
);
CREATE INDEX old_address_thread ON old_address (thread_id);
CREATE INDEX old_address_post ON old_address (post_id);
