-- Notices on devices though no page is open (RFC 8030): which devices, and what waits to be told there.

CREATE TABLE push_subscription (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- What the member was signed in by: when it ends, nothing is told there any more.
    session_id TEXT REFERENCES session (id) ON DELETE CASCADE,
    token_id TEXT REFERENCES api_token (id) ON DELETE CASCADE,
    -- Where the push service takes messages, and the device's keys: only it can read them (RFC 8291).
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    -- In a row, and until when nothing is sent there after them.
    failures INTEGER NOT NULL DEFAULT 0,
    paused_until BIGINT NOT NULL DEFAULT 0,
    CHECK ((session_id IS NULL) <> (token_id IS NULL))
);
CREATE UNIQUE INDEX push_subscription_endpoint ON push_subscription (endpoint);
CREATE INDEX push_subscription_by_account ON push_subscription (account_id, created_at, id);
CREATE INDEX push_subscription_by_session ON push_subscription (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX push_subscription_by_token ON push_subscription (token_id) WHERE token_id IS NOT NULL;

-- Notices that a device is yet to be told of: each at most once.
CREATE TABLE push_message (
    subscription_id TEXT NOT NULL REFERENCES push_subscription (id) ON DELETE CASCADE,
    notice_id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (subscription_id, notice_id)
);
CREATE INDEX push_message_due ON push_message (due_at, subscription_id);

-- Which notices devices are told of, and whether with names and titles.
ALTER TABLE notification_setting ADD COLUMN push_answers SMALLINT NOT NULL DEFAULT 1 CHECK (push_answers IN (0, 1));
ALTER TABLE notification_setting ADD COLUMN push_watched SMALLINT NOT NULL DEFAULT 1 CHECK (push_watched IN (0, 1));
ALTER TABLE notification_setting ADD COLUMN push_mentoring SMALLINT NOT NULL DEFAULT 1
    CHECK (push_mentoring IN (0, 1));
ALTER TABLE notification_setting ADD COLUMN push_other SMALLINT NOT NULL DEFAULT 1 CHECK (push_other IN (0, 1));
ALTER TABLE notification_setting ADD COLUMN push_details SMALLINT NOT NULL DEFAULT 0 CHECK (push_details IN (0, 1));
