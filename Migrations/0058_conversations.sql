-- Private messages: for the two alone, and for moderators what one of them reported or what waits.

CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    -- The two, in the order of their ids: two members have one conversation.
    first_id TEXT NOT NULL REFERENCES account (id),
    second_id TEXT NOT NULL REFERENCES account (id),
    began_by TEXT NOT NULL REFERENCES account (id),
    began_at BIGINT NOT NULL,
    CHECK (first_id < second_id)
);
CREATE UNIQUE INDEX conversation_of_two ON conversation (first_id, second_id);
CREATE INDEX conversation_second ON conversation (second_id);
CREATE INDEX conversation_begun ON conversation (began_by, began_at);

-- How it stands for each of the two.
CREATE TABLE conversation_member (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    other_id TEXT NOT NULL REFERENCES account (id),
    -- Of the last message that they may see; 0: there is none, and for them there is no conversation.
    last_number BIGINT NOT NULL DEFAULT 0,
    last_at BIGINT NOT NULL DEFAULT 0,
    -- Up to which they have read.
    read_number BIGINT NOT NULL DEFAULT 0,
    -- Off their list until somebody writes again.
    is_hidden SMALLINT NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1)),
    revision BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (conversation_id, account_id)
);
CREATE INDEX conversation_member_list ON conversation_member (account_id, is_hidden, last_at, conversation_id);
CREATE INDEX conversation_member_other ON conversation_member (other_id);

CREATE TABLE conversation_message (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    -- Given by the server; one that waited for a moderator gets a new one when it is let through.
    number BIGINT NOT NULL,
    author_id TEXT NOT NULL REFERENCES account (id),
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    markup_version INTEGER NOT NULL,
    -- What is not sent its author alone sees: it waits, was not let through, went with all of the account, or was taken
    -- out by a moderator.
    state TEXT NOT NULL CHECK (state IN ('sent', 'held', 'refused', 'withdrawn', 'removed')),
    -- What its reader is warned of.
    warning TEXT NOT NULL CHECK (warning IN ('', 'scam', 'copied')),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversation_message_number ON conversation_message (conversation_id, number);
CREATE INDEX conversation_message_by_member ON conversation_message (author_id, created_at, id);
CREATE INDEX conversation_message_withdrawn ON conversation_message (author_id, id) WHERE state = 'withdrawn';

-- What members wrote to others who had not answered, sentence by sentence, to know by what goes to many.
CREATE TABLE conversation_sentence (
    account_id TEXT NOT NULL REFERENCES account (id),
    -- Of the letters of the sentence.
    digest TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, digest, conversation_id)
);
CREATE INDEX conversation_sentence_time ON conversation_sentence (written_at);
CREATE INDEX conversation_sentence_in ON conversation_sentence (conversation_id);

-- Who may write to a member first; without a row, whom they know from here.
CREATE TABLE conversation_setting (
    account_id TEXT PRIMARY KEY REFERENCES account (id),
    allows TEXT NOT NULL CHECK (allows IN ('nobody', 'acquainted', 'everyone'))
);

-- What a moderator is to decide: a message that waits, or one that was reported.
CREATE TABLE conversation_case (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('held', 'report')),
    message_id TEXT NOT NULL REFERENCES conversation_message (id) ON DELETE CASCADE,
    -- Who wrote the message.
    account_id TEXT NOT NULL REFERENCES account (id),
    -- Who reported it; none for what waits.
    opened_by TEXT REFERENCES account (id),
    -- A code: why it waits, or what is wrong.
    reason TEXT NOT NULL,
    -- Of the one who reported.
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'refused', 'closed')),
    -- Told to the one who waits.
    answer TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE UNIQUE INDEX conversation_case_held ON conversation_case (message_id) WHERE kind = 'held';
CREATE UNIQUE INDEX conversation_case_reported ON conversation_case (message_id, opened_by) WHERE kind = 'report';
CREATE INDEX conversation_case_queue ON conversation_case (opened_at, id) WHERE state = 'open';
CREATE INDEX conversation_case_of_member ON conversation_case (opened_by, opened_at, id);
CREATE INDEX conversation_case_about ON conversation_case (account_id, state);

-- The messages that moderators see of it: what it is about, and what the reporter showed beside it.
CREATE TABLE conversation_case_message (
    case_id TEXT NOT NULL REFERENCES conversation_case (id) ON DELETE CASCADE,
    message_id TEXT NOT NULL REFERENCES conversation_message (id) ON DELETE CASCADE,
    PRIMARY KEY (case_id, message_id)
);
CREATE INDEX conversation_case_message_in ON conversation_case_message (message_id);

-- Who knows whom: both in a group, or mentor and mentee. CROSS JOIN keeps SQLite on the order written: from the few
-- groups of one to the other's place in them.
CREATE VIEW conversation_acquaintance AS
SELECT mine.account_id AS one_id, theirs.account_id AS other_id
FROM group_member AS mine CROSS JOIN group_member AS theirs
WHERE theirs.group_id = mine.group_id AND mine.state = 'member' AND theirs.state = 'member'
UNION ALL SELECT mentorship.mentor_id AS one_id, mentorship.mentee_id AS other_id FROM mentorship
WHERE mentorship.accepted_at IS NOT NULL
UNION ALL SELECT mentorship.mentee_id AS one_id, mentorship.mentor_id AS other_id FROM mentorship
WHERE mentorship.accepted_at IS NOT NULL;

-- A message that is not read by then is told of by letter; none: there is nothing to send.
ALTER TABLE notification_other ADD COLUMN letter_due_at BIGINT;
CREATE INDEX notification_other_letter ON notification_other (letter_due_at, account_id, id)
    WHERE letter_due_at IS NOT NULL;
