-- Figures that are of no pathway: what the last night's run says, one row for each subject.
CREATE TABLE insight_figure (
    -- skills: a destination; corridor: two countries, joined by a dash; night: one row without subject, which says when.
    kind TEXT NOT NULL CHECK (kind IN ('skills', 'corridor', 'night')),
    subject TEXT NOT NULL,
    night TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
);

-- The figures of a night for all pathways, and those of nights that are forgotten.
CREATE INDEX processing_figure_by_night ON processing_figure (night, cell);

-- Where members come from, where they go, and how far they are: for counting alone.
CREATE VIEW account_corridor AS
SELECT account.id, account.origin, account.destination, account.stage, account.created_at AS joined_at
FROM account
WHERE account.state = 'active' AND account.origin IS NOT NULL AND account.destination IS NOT NULL
    AND account.origin <> account.destination;

-- What open jobs ask for.
CREATE VIEW open_job_skill AS
SELECT job.country, job.id AS job_id, substr(facet.facet, 7) AS skill
FROM job_facet AS facet JOIN job ON job.id = facet.job_id
WHERE substr(facet.facet, 1, 6) = 'skill:' AND job.state = 'open';
