-- Changes that members suggest for guides: the author of the guide or a moderator decides; those of regular members are
-- applied at once and stand here as applied.

CREATE TABLE post_suggestion (
    id TEXT PRIMARY KEY,
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- The text it was made from: another one in between must be looked at first.
    base_revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Why, in the words of who suggests it.
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'applied', 'declined', 'withdrawn')),
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    -- Why not.
    reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX post_suggestion_open ON post_suggestion (post_id, author_id) WHERE state = 'open';
CREATE INDEX post_suggestion_of_post ON post_suggestion (post_id, state, created_at, id);
CREATE INDEX post_suggestion_waiting ON post_suggestion (state, created_at, id);
CREATE INDEX post_suggestion_of_account ON post_suggestion (author_id, created_at, id);
