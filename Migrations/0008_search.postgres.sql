-- What is found by its words. A document holds terms as Core's SearchText folds them, between spaces: PostgreSQL's own
-- parsers and dictionaries have nothing to decide.

-- The terms of a text as lexemes of a weight, in the spelling of a tsvector. Where they stand is left out: phrases are
-- looked for in the texts themselves.
CREATE FUNCTION search_lexemes(terms TEXT, weight TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(pg_catalog.string_agg(DISTINCT '''' || replace(term, '''', '''''') || ''':1' || weight, ' '), '')
    FROM pg_catalog.unnest(pg_catalog.string_to_array(terms, ' ')) AS term
    WHERE term <> ''
$$;

CREATE FUNCTION search_terms(terms TEXT) RETURNS INTEGER
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.cardinality(pg_catalog.array_remove(pg_catalog.string_to_array(terms, ' '), ''))
$$;

CREATE TABLE search_document (
    -- The later a document came, the higher.
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Of the post.
    id TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    tags TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Terms in all, for ranking: long texts say a word more often.
    terms INTEGER NOT NULL GENERATED ALWAYS AS (search_terms(title) + search_terms(tags) + search_terms(body)) STORED,
    -- A: title, B: tags, D: body.
    words TSVECTOR NOT NULL GENERATED ALWAYS AS (
        CAST(search_lexemes(title, 'A') AS tsvector) || CAST(search_lexemes(tags, 'B') AS tsvector)
            || CAST(search_lexemes(body, 'D') AS tsvector)
    ) STORED
);
CREATE UNIQUE INDEX search_document_id_key ON search_document (id);
CREATE INDEX search_document_words ON search_document USING gin (words);
CREATE INDEX search_document_terms ON search_document (number DESC) INCLUDE (terms);

-- Posts that were there before are put in by the program: `version` is SearchText's once that is done; until then
-- `filled_to` is the last post that was put in by the version in `filling`.
CREATE TABLE search_state (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    filling INTEGER NOT NULL,
    filled_to TEXT NOT NULL
);
INSERT INTO search_state (id, version, filling, filled_to) VALUES (1, 0, 0, '');
