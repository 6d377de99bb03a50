-- Decisions about jobs and employers stand in the log as well: what was done to what is no longer of three kinds.

CREATE TABLE moderation_line (
    id TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    target_type TEXT NOT NULL CHECK (target_type IN ('post', 'thread', 'member', 'job', 'employer')),
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
INSERT INTO moderation_line
SELECT id, action, target_type, target_id, member_id, actor_id, reason, note, is_public, created_at
FROM moderation_entry;
DROP TABLE moderation_entry;
ALTER TABLE moderation_line RENAME TO moderation_entry;
CREATE INDEX moderation_entry_newest ON moderation_entry (created_at, id);
CREATE INDEX moderation_entry_public ON moderation_entry (created_at, id) WHERE is_public = 1;
CREATE INDEX moderation_entry_by_member ON moderation_entry (member_id, created_at, id);
