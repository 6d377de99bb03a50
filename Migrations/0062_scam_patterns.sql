-- What this community knows scams by, besides the patterns that ship with the program.

CREATE TABLE scam_pattern (
    id TEXT PRIMARY KEY,
    -- words: found where a post says them, disguised or not; site: found where a post names the site or one below it.
    kind TEXT NOT NULL CHECK (kind IN ('words', 'site')),
    -- What a text does that has it: weighs as much as the shipped patterns of the same.
    signal TEXT NOT NULL CHECK (signal IN ('contact', 'address', 'payment', 'promise')),
    text TEXT NOT NULL,
    is_paused SMALLINT NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    created_at BIGINT NOT NULL,
    UNIQUE (kind, text)
);
CREATE INDEX scam_pattern_newest ON scam_pattern (created_at, id);
