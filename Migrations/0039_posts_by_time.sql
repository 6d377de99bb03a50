-- Two posts of one moment have an order too: which of them a notice leads to must not depend on the plan.
DROP INDEX forum_post_time;
CREATE INDEX forum_post_time ON forum_post (thread_id, created_at, id);
