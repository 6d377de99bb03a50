-- The pathway that a thread is about: its page gathers them.
ALTER TABLE forum_thread ADD COLUMN pathway_id TEXT REFERENCES pathway (id);
CREATE INDEX forum_thread_pathway_new ON forum_thread (pathway_id, created_at, id) WHERE pathway_id IS NOT NULL;
ALTER TABLE draft ADD COLUMN pathway_id TEXT;
