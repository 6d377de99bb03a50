-- Whether words of what was erased may still stand in the files of the search index, to be taken out of them.
ALTER TABLE search_state ADD COLUMN has_erased SMALLINT NOT NULL DEFAULT 0 CHECK (has_erased IN (0, 1));
UPDATE search_state SET has_erased = 1 WHERE EXISTS (SELECT 1 FROM account);
