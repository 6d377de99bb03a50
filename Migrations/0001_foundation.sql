-- What every feature stands on: the change index of the sync protocol, secrets of this site, the mail outbox.
-- Times are milliseconds since 1970 (BIGINT), ids are UUIDv7 text made in Swift, flags are 0 or 1.

CREATE TABLE change_counter (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    -- Names this history; a restored backup begins another. Empty until the first start.
    epoch TEXT NOT NULL
);
INSERT INTO change_counter (id, sequence, epoch) VALUES (1, 0, '');

-- One row a commit that touched synced data; the tag proves that history was not rewritten.
CREATE TABLE change_commit (
    sequence BIGINT PRIMARY KEY,
    tag BIGINT NOT NULL,
    committed_at BIGINT NOT NULL
);

CREATE TABLE change_index_entry (
    scope TEXT NOT NULL,
    entity TEXT NOT NULL,
    row_id TEXT NOT NULL,
    ver BIGINT NOT NULL,
    state SMALLINT NOT NULL CHECK (state IN (0, 1)),
    first_ver BIGINT NOT NULL,
    -- When the row itself last changed: the same in every scope, so that a replica sees one version of a row
    -- whichever scopes it holds.
    row_ver BIGINT NOT NULL,
    PRIMARY KEY (scope, entity, row_id)
);
CREATE INDEX change_index_entry_by_version ON change_index_entry (scope, ver, entity, row_id);
CREATE INDEX change_index_entry_by_row ON change_index_entry (entity, row_id);

-- Made at the first start: keys of form tokens and of cursors, base64url.
CREATE TABLE site_secret (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Letters that wait to be handed to the mail system; a row goes when its letter has gone.
CREATE TABLE mail_message (
    id TEXT PRIMARY KEY,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL
);
CREATE INDEX mail_message_by_next_attempt ON mail_message (next_attempt_at, id);

-- A form sent twice has one effect: what it led to, for 24 hours.
CREATE TABLE submitted_form (
    account_id TEXT NOT NULL,
    form_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, form_id, content_hash)
);
CREATE INDEX submitted_form_by_time ON submitted_form (created_at);
