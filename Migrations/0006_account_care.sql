-- Reset links, blocks, names given up, accounts that are to be deleted.
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- Single use, 30 minutes: the row goes when the link is followed.
CREATE TABLE password_reset (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_reset_by_account ON password_reset (account_id);

-- Usernames given up: nobody else may take one, and links to it lead to the member.
CREATE TABLE former_username (
    name TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    given_up_at BIGINT NOT NULL
);
CREATE INDEX former_username_by_account ON former_username (account_id, given_up_at);

CREATE TABLE member_block (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    blocked_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, blocked_id)
);
CREATE INDEX member_block_by_blocked ON member_block (blocked_id, account_id);

-- A member leaves: 14 days to change one's mind.
CREATE TABLE account_deletion (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    posts TEXT NOT NULL CHECK (posts IN ('anonymise', 'remove')),
    requested_at BIGINT NOT NULL
);
CREATE INDEX account_deletion_by_time ON account_deletion (requested_at);
CREATE INDEX mail_message_by_address ON mail_message (to_address);
