-- Other words for tags: what people type under either becomes the one. And the log takes what was done to whatever the
-- program knows of: its kinds are the program's to say.

CREATE TABLE tag_synonym (
    -- As a tag's name is spelt; none of these is a tag itself once its threads have moved.
    name TEXT PRIMARY KEY,
    tag_id TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX tag_synonym_of_tag ON tag_synonym (tag_id, name);

CREATE TABLE moderation_line (
    id TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    target_type TEXT NOT NULL,
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
