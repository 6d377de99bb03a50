-- Flags and their review, suspension, trust, and what was done by whom.
ALTER TABLE account ADD COLUMN trust_level SMALLINT NOT NULL DEFAULT 0 CHECK (trust_level BETWEEN 0 AND 3);
ALTER TABLE account ADD COLUMN active_days INTEGER NOT NULL DEFAULT 0;
-- The last day on which the member was seen, in days since 1970 in UTC.
ALTER TABLE account ADD COLUMN last_active_day INTEGER NOT NULL DEFAULT 0;
-- When a suspension ends by itself; without it the operator has shut the account out.
ALTER TABLE account ADD COLUMN suspended_until BIGINT;
-- Since when a new account may not write, until somebody has looked at its flags.
ALTER TABLE account ADD COLUMN silenced_at BIGINT;
CREATE INDEX account_last_active ON account (last_active_day, id);
CREATE INDEX account_suspended_until ON account (suspended_until) WHERE suspended_until IS NOT NULL;

-- Something that a moderator is to decide: a post that was flagged or held, or an appeal.
CREATE TABLE review_item (
    id TEXT PRIMARY KEY,
    target_type TEXT NOT NULL CHECK (target_type IN ('post', 'member')),
    target_id TEXT NOT NULL,
    -- Whose it is.
    author_id TEXT NOT NULL REFERENCES account (id),
    cause TEXT NOT NULL CHECK (cause IN ('flags', 'held', 'appeal')),
    weight INTEGER NOT NULL,
    -- Order of the queue: the heaviest first, of equal ones the oldest.
    place BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- The weight of its flags put the post out of sight.
    hidden_at BIGINT,
    -- Its author changed it, and it came back: once.
    restored_at BIGINT,
    appeal_of TEXT REFERENCES review_item (id),
    -- The author's words.
    appeal TEXT NOT NULL DEFAULT '',
    decision TEXT CHECK (decision IN ('approve', 'reject', 'hide', 'remove', 'suspend')),
    -- For staff alone.
    note TEXT NOT NULL DEFAULT '',
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT
);
CREATE UNIQUE INDEX review_item_open ON review_item (target_type, target_id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX review_item_one_appeal ON review_item (appeal_of) WHERE appeal_of IS NOT NULL;
CREATE INDEX review_item_queue ON review_item (place, id) WHERE decided_at IS NULL;
CREATE INDEX review_item_by_author ON review_item (author_id, opened_at, id);

CREATE TABLE flag (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES review_item (id),
    post_id TEXT NOT NULL REFERENCES forum_post (id),
    -- Who wrote the post.
    author_id TEXT NOT NULL REFERENCES account (id),
    reporter_id TEXT NOT NULL REFERENCES account (id),
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    weight INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('open', 'upheld', 'rejected', 'settled')),
    created_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE UNIQUE INDEX flag_once ON flag (reporter_id, post_id);
CREATE INDEX flag_by_item ON flag (item_id, created_at, id);
CREATE INDEX flag_by_reporter ON flag (reporter_id, created_at, id);
CREATE INDEX flag_by_author ON flag (author_id, outcome, decided_at);

CREATE TABLE suspension (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    -- Told to the member.
    reason TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    -- None: the operator.
    by_id TEXT REFERENCES account (id),
    item_id TEXT REFERENCES review_item (id),
    created_at BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT REFERENCES account (id)
);
CREATE INDEX suspension_by_account ON suspension (account_id, created_at, id);

-- What was done, by whom: rows are added, none is changed. The public log shows some of it, without names.
CREATE TABLE moderation_entry (
    id TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    target_type TEXT NOT NULL CHECK (target_type IN ('post', 'thread', 'member')),
    target_id TEXT NOT NULL,
    -- Whom it concerns, and who did it: none is the program or the operator.
    member_id TEXT REFERENCES account (id),
    actor_id TEXT REFERENCES account (id),
    -- A code: a reason for flags, or what led to it.
    reason TEXT NOT NULL,
    -- For staff alone.
    note TEXT NOT NULL,
    is_public SMALLINT NOT NULL CHECK (is_public IN (0, 1)),
    created_at BIGINT NOT NULL
);
CREATE INDEX moderation_entry_newest ON moderation_entry (created_at, id);
CREATE INDEX moderation_entry_public ON moderation_entry (created_at, id) WHERE is_public = 1;
CREATE INDEX moderation_entry_by_member ON moderation_entry (member_id, created_at, id);

-- One member says of another that they know them.
CREATE TABLE vouch (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    voucher_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, voucher_id)
);
CREATE INDEX vouch_by_voucher ON vouch (voucher_id, account_id);
