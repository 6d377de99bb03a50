-- The guide's revision after a text was taken out again with all that its author published: while it is the present one,
-- the text can come back.
ALTER TABLE post_suggestion ADD COLUMN undone_revision BIGINT;
