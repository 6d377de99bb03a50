-- What is found by its words. A document holds terms as Core's SearchText folds them, between spaces, so that the
-- tokenizer has nothing to decide: it takes every byte but the space as it is.

CREATE TABLE search_document (
    -- The row of search_text: the later a document came, the higher.
    number INTEGER PRIMARY KEY,
    -- Of the post.
    id TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    tags TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX search_document_id_key ON search_document (id);

CREATE VIRTUAL TABLE search_text USING fts5 (
    title, tags, body, content = 'search_document', content_rowid = 'number',
    tokenize = "ascii tokenchars '+#.'", prefix = '3'
);
-- How many documents have a term, by column.
CREATE VIRTUAL TABLE search_term USING fts5vocab (search_text, 'col');

-- Posts that were there before are put in by the program: `version` is SearchText's once that is done; until then
-- `filled_to` is the last post that was put in by the version in `filling`.
CREATE TABLE search_state (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    filling INTEGER NOT NULL,
    filled_to TEXT NOT NULL
);
INSERT INTO search_state (id, version, filling, filled_to) VALUES (1, 0, 0, '');
