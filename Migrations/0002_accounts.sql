CREATE TABLE account (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    email TEXT NOT NULL,
    email_verified_at BIGINT,
    password_hash TEXT NOT NULL,
    display_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
    about TEXT NOT NULL DEFAULT '',
    origin TEXT,
    destination TEXT,
    stage TEXT CHECK (stage IN ('considering', 'preparing', 'applying', 'waiting', 'moved', 'settled', 'returned')),
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    consent_version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX account_username_key ON account (lower(username));
CREATE UNIQUE INDEX account_email_key ON account (lower(email));

CREATE TABLE account_role (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('member', 'mentor', 'ambassador', 'employer', 'moderator', 'admin')),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, role)
);

CREATE TABLE account_language (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 6),
    PRIMARY KEY (account_id, language)
);

CREATE TABLE account_skill (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    skill TEXT NOT NULL,
    PRIMARY KEY (account_id, skill)
);

-- What other features may show of a member: never e-mail, stage, languages or settings.
CREATE VIEW account_public AS
SELECT account.id, account.username, account.display_name, account.origin, account.destination, account.revision,
    CASE WHEN EXISTS (
        SELECT 1 FROM account_role WHERE account_role.account_id = account.id AND account_role.role = 'mentor'
    ) THEN 1 ELSE 0 END AS is_mentor,
    CASE WHEN EXISTS (
        SELECT 1 FROM account_role
        WHERE account_role.account_id = account.id AND account_role.role IN ('moderator', 'admin')
    ) THEN 1 ELSE 0 END AS is_staff
FROM account;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    stepped_up_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX session_by_account ON session (account_id, created_at);
CREATE INDEX session_by_last_seen ON session (last_seen_at);

CREATE TABLE api_token (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX api_token_by_account ON api_token (account_id, created_at);

-- Single use: the row goes when the link is followed.
CREATE TABLE email_verification (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_verification_by_account ON email_verification (account_id);

-- Failed sign-ins by SHA-256 of the lower-case e-mail, known or not.
CREATE TABLE sign_in_failure (
    key_hash TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
