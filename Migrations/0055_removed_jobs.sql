-- Adverts that were taken down, by what tells that another is the same.

CREATE INDEX job_removed_url ON job (match_url) WHERE state = 'removed';
CREATE INDEX job_removed_place ON job (employer_id, match_place) WHERE state = 'removed';
