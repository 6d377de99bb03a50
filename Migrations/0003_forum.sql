CREATE TABLE category (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- Who may see it: everyone, or staff alone.
    audience TEXT NOT NULL CHECK (audience IN ('everyone', 'staff')),
    created_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX category_slug_key ON category (slug);
CREATE INDEX category_by_position ON category (position, id);

CREATE TABLE tag (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tag_name_key ON tag (name);
CREATE INDEX tag_by_uses ON tag (uses, id);

CREATE TABLE forum_thread (
    id TEXT PRIMARY KEY,
    category_id TEXT NOT NULL REFERENCES category (id),
    author_id TEXT NOT NULL REFERENCES account (id),
    opening_post_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('question', 'discussion', 'guide')),
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    -- published: for all who see the category; held and hidden: for the author and staff; deleted: for nobody.
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'hidden', 'deleted')),
    is_locked SMALLINT NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)),
    accepted_post_id TEXT,
    answer_count INTEGER NOT NULL DEFAULT 0,
    score INTEGER NOT NULL DEFAULT 0,
    -- round(10^6 x hot), community.md
    hot_rank BIGINT NOT NULL,
    -- ISO week of creation, part of the name of a sync scope
    week TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_post_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
-- A list a line, in its order; for all categories and for one.
CREATE INDEX forum_thread_hot ON forum_thread (hot_rank, id);
CREATE INDEX forum_thread_new ON forum_thread (created_at, id);
CREATE INDEX forum_thread_active ON forum_thread (last_post_at, id);
CREATE INDEX forum_thread_unanswered ON forum_thread (created_at, id) WHERE kind = 'question' AND answer_count = 0;
CREATE INDEX forum_thread_category_hot ON forum_thread (category_id, hot_rank, id);
CREATE INDEX forum_thread_category_new ON forum_thread (category_id, created_at, id);
CREATE INDEX forum_thread_category_active ON forum_thread (category_id, last_post_at, id);
CREATE INDEX forum_thread_category_unanswered ON forum_thread (category_id, created_at, id)
    WHERE kind = 'question' AND answer_count = 0;
CREATE INDEX forum_thread_author ON forum_thread (author_id, created_at, id);

-- created_at is repeated here so that a tag's newest threads are one walk of an index.
CREATE TABLE thread_tag (
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    tag_id TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (thread_id, tag_id)
);
CREATE INDEX thread_tag_newest ON thread_tag (tag_id, created_at, thread_id);

CREATE TABLE forum_post (
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES forum_post (id),
    author_id TEXT NOT NULL REFERENCES account (id),
    is_opening SMALLINT NOT NULL CHECK (is_opening IN (0, 1)),
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    html_version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'hidden', 'deleted')),
    -- Order in the thread: the opening post, the accepted answer, then answers by worth (questions) or time.
    place BIGINT NOT NULL,
    up_votes INTEGER NOT NULL DEFAULT 0,
    down_votes INTEGER NOT NULL DEFAULT 0,
    true_as_of TEXT,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    editor_id TEXT REFERENCES account (id),
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX forum_post_in_order ON forum_post (thread_id, place, id);
CREATE INDEX forum_post_author ON forum_post (author_id, created_at, id);
CREATE INDEX forum_post_parent ON forum_post (parent_id);

-- What a post said before an edit.
CREATE TABLE post_revision (
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    editor_id TEXT NOT NULL REFERENCES account (id),
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, revision)
);

CREATE TABLE post_vote (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    value SMALLINT NOT NULL CHECK (value IN (-1, 0, 1)),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
);

-- Newest post seen, and when it came: ids made by clients carry the clocks of their devices.
CREATE TABLE thread_read (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    up_to TEXT NOT NULL,
    up_to_at BIGINT NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, thread_id)
);
CREATE INDEX thread_read_recent ON thread_read (account_id, updated_at, thread_id);
