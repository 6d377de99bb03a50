-- Letters about the forum: when one is due, which a member wants, and how to stop them.

-- An answer or a mention that is not read by then is told by letter; none: there is nothing to send.
ALTER TABLE notification ADD COLUMN letter_due_at BIGINT;
CREATE INDEX notification_letter ON notification (letter_due_at, account_id, id) WHERE letter_due_at IS NOT NULL;

ALTER TABLE notification_setting ADD COLUMN letters SMALLINT NOT NULL DEFAULT 1 CHECK (letters IN (0, 1));
ALTER TABLE notification_setting ADD COLUMN digest SMALLINT NOT NULL DEFAULT 1 CHECK (digest IN (0, 1));
-- Minutes after midnight in the member's zone between which no such letter is sent; both or none.
ALTER TABLE notification_setting ADD COLUMN quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439);
ALTER TABLE notification_setting ADD COLUMN quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439);

-- When the member's next weekly letter is looked at; 0: a week after they joined.
ALTER TABLE account ADD COLUMN digest_due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_digest ON account (digest_due_at, id) WHERE state = 'active';

-- Where the receiver of a letter ends such letters by one request (RFC 8058); empty for those that nobody may stop.
ALTER TABLE mail_message ADD COLUMN unsubscribe TEXT NOT NULL DEFAULT '';
