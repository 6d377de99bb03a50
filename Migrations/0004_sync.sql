-- Sets of scopes that cursors name, interned: id is base64url of 128 bits of SHA-256 of the sorted names, which
-- stand one a line.
CREATE TABLE scope_set (
    id TEXT PRIMARY KEY,
    scopes TEXT NOT NULL,
    last_used_at BIGINT NOT NULL
);

-- What a member's devices follow besides what everyone gets.
CREATE TABLE scope_subscription (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    is_on SMALLINT NOT NULL CHECK (is_on IN (0, 1)),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, scope)
);

-- A client group is a device, bound to the member who first used it.
CREATE TABLE sync_group (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX sync_group_by_account ON sync_group (account_id, id);

CREATE TABLE sync_client (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES sync_group (id) ON DELETE CASCADE,
    last_mutation_id BIGINT NOT NULL,
    epoch TEXT NOT NULL,
    last_used_at BIGINT NOT NULL
);
CREATE INDEX sync_client_by_group ON sync_client (group_id, id);

-- What became of a mutation: the last 1,000 of a client for the answer to a repeat; rejected ones are also rows sys/m/….
CREATE TABLE mutation_outcome (
    client_id TEXT NOT NULL REFERENCES sync_client (id) ON DELETE CASCADE,
    mutation_id BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    content_hash BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('applied', 'rejected')),
    -- JSON of the outcome row; empty for a plain success, which the last mutation id implies.
    detail TEXT NOT NULL,
    -- Whether replicas hold the row; until the member acknowledges it or it grows old.
    is_shown SMALLINT NOT NULL CHECK (is_shown IN (0, 1)),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, mutation_id)
);
CREATE INDEX mutation_outcome_by_time ON mutation_outcome (created_at);
