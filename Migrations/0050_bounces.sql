-- Addresses at which letters do not arrive, as those who carry them reported. By SHA-256 of the address in small
-- letters: a row tells nobody who it is.
CREATE TABLE mail_bounce (
    address_hash TEXT PRIMARY KEY,
    -- Days on which letters came back that might arrive another time, and the last of them, since 1970 in UTC.
    soft_days INTEGER NOT NULL,
    last_soft_day BIGINT NOT NULL,
    -- Since when only letters are sent there that the member asks for; none: all are.
    suppressed_at BIGINT,
    -- Of the last report: RFC 3463.
    status TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX mail_bounce_by_time ON mail_bounce (updated_at);

-- Letters that a member asked for at this moment, or that guard the account: they are tried also where others did not
-- arrive.
ALTER TABLE mail_message ADD COLUMN is_vital SMALLINT NOT NULL DEFAULT 0 CHECK (is_vital IN (0, 1));
