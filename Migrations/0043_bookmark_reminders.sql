-- The day on which the member wants to be told of the post, `YYYY-MM-DD`; none once they were.
ALTER TABLE bookmark ADD COLUMN remind_on TEXT;
CREATE INDEX bookmark_by_day ON bookmark (remind_on, account_id, post_id) WHERE remind_on IS NOT NULL;
