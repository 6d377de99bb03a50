-- A second step when signing in, and the way back from a changed address.
CREATE TABLE account_totp (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    -- Base64url of 20 random bytes: what an app shares with us (RFC 6238).
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Null until a first code has shown that the app has it.
    confirmed_at BIGINT,
    -- The 30 seconds (counted since 1970) of the last code taken: none works twice.
    last_step BIGINT NOT NULL DEFAULT 0
);

-- Each works once in place of a code: the row goes.
CREATE TABLE recovery_code (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);

-- The password was right, and the code is still to come.
CREATE TABLE sign_in_challenge (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    failures SMALLINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_challenge_by_account ON sign_in_challenge (account_id);
CREATE INDEX sign_in_challenge_by_expiry ON sign_in_challenge (expires_at);

-- What the owner of a former address can take back for seven days.
CREATE TABLE email_undo (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_undo_by_account ON email_undo (account_id, changed_at);
CREATE INDEX email_undo_by_expiry ON email_undo (expires_at);
