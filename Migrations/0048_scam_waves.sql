-- What accounts that are not regular yet wrote in these days, sentence by sentence, to know copies by.
CREATE TABLE written_sentence (
    -- Of the letters of the sentence.
    digest TEXT NOT NULL,
    post_id TEXT NOT NULL REFERENCES forum_post (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    written_at BIGINT NOT NULL,
    PRIMARY KEY (digest, post_id)
);
CREATE INDEX written_sentence_post ON written_sentence (post_id);
CREATE INDEX written_sentence_account ON written_sentence (account_id);
CREATE INDEX written_sentence_time ON written_sentence (written_at);

-- What was put out of sight with an account, to bring back exactly that.
CREATE TABLE undone_post (
    post_id TEXT PRIMARY KEY REFERENCES forum_post (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    undone_at BIGINT NOT NULL
);
CREATE INDEX undone_post_account ON undone_post (account_id, post_id);
