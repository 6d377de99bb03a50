-- Whether the pages on which open jobs are applied for are still there.

-- A row for each open job, and for no other.
CREATE TABLE job_link (
    job_id TEXT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
    -- The address of which the rest is said: an advert may be given another.
    url TEXT NOT NULL,
    -- Looks in a row that found no answer.
    failures INTEGER NOT NULL DEFAULT 0,
    -- When the page was there last.
    answered_at BIGINT,
    -- When to look again.
    next_at BIGINT NOT NULL
);

CREATE INDEX job_link_by_next_at ON job_link (next_at, job_id);

INSERT INTO job_link (job_id, url, next_at) SELECT id, apply_url, 0 FROM job WHERE state = 'open';
