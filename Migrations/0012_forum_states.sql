-- What a post or thread was before it was deleted: taken back, it is that again.
ALTER TABLE forum_thread ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));
ALTER TABLE forum_post ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));

-- Of what was done as asked nothing is kept: rows of others stood there.
UPDATE mutation_outcome SET detail = '' WHERE status = 'applied' AND is_shown = 0;

-- A text that was hidden or under review when it was replaced: its author and staff alone see it.
ALTER TABLE post_revision ADD COLUMN is_withheld SMALLINT NOT NULL DEFAULT 0 CHECK (is_withheld IN (0, 1));
