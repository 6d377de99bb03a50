-- What a post or thread was before it was deleted: taken back, it is that again.
ALTER TABLE forum_thread ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));
ALTER TABLE forum_post ADD COLUMN state_before TEXT CHECK (state_before IN ('published', 'held', 'hidden'));
