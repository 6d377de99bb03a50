-- Posts without the name of who wrote them. The author stays in author_id, for the rules; what is shown instead is a
-- name of the thread's own, by its number.
ALTER TABLE forum_thread ADD COLUMN pseudonym INTEGER;
ALTER TABLE forum_post ADD COLUMN pseudonym INTEGER;
CREATE INDEX forum_post_anonymous ON forum_post (author_id, created_at, id) WHERE pseudonym IS NOT NULL;

-- Who is called what in which thread: drawn by lot, so that nothing else tells.
CREATE TABLE anonymous_name (
    thread_id TEXT NOT NULL REFERENCES forum_thread (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    number INTEGER NOT NULL,
    PRIMARY KEY (thread_id, account_id)
);
CREATE UNIQUE INDEX anonymous_name_once ON anonymous_name (thread_id, number);
CREATE INDEX anonymous_name_by_account ON anonymous_name (account_id);

-- A draft keeps the choice: gone on with, it must not be published under the name.
ALTER TABLE draft ADD COLUMN is_anonymous SMALLINT NOT NULL DEFAULT 0 CHECK (is_anonymous IN (0, 1));

-- What anonymous posts count towards trust, as it was the last night.
CREATE TABLE anonymous_credit (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    accepted INTEGER NOT NULL,
    thanked INTEGER NOT NULL
);

-- The day, since 1970 in UTC, on which that was counted last.
CREATE TABLE anonymous_count (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    day BIGINT NOT NULL
);

-- Two moderators who learn who wrote an anonymous post: one asks, another agrees.
CREATE TABLE unmasking (
    post_id TEXT PRIMARY KEY REFERENCES forum_post (id) ON DELETE CASCADE,
    requested_by TEXT NOT NULL REFERENCES account (id),
    -- For staff alone.
    reason TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    confirmed_by TEXT REFERENCES account (id),
    confirmed_at BIGINT
);
CREATE INDEX unmasking_by_requester ON unmasking (requested_by);
CREATE INDEX unmasking_by_confirmer ON unmasking (confirmed_by);
