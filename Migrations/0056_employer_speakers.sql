-- Members who speak for an employer: a moderator saw that they do, and says by what.
CREATE TABLE employer_speaker (
    employer_id TEXT NOT NULL REFERENCES employer (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    evidence TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (employer_id, account_id)
);
CREATE INDEX employer_speaker_account ON employer_speaker (account_id, employer_id);

-- What members say against an advert: one word of each.
CREATE TABLE job_report (
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    weight SMALLINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('open', 'upheld', 'rejected')),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (job_id, account_id)
);
CREATE INDEX job_report_open ON job_report (outcome, created_at, job_id);
CREATE INDEX job_report_account ON job_report (account_id, created_at);

-- A filter that little of twenty thousand jobs passes walks the index alone, and no advert.
DROP INDEX job_open;
CREATE INDEX job_open ON job (posted_at, id, country, sponsorship, remote, currency, annual_salary)
    WHERE state = 'open';
DROP INDEX job_open_country;
CREATE INDEX job_open_country ON job (country, posted_at, id, sponsorship, remote, currency, annual_salary)
    WHERE state = 'open';
DROP INDEX job_open_sponsorship;
CREATE INDEX job_open_sponsorship ON job (sponsorship, posted_at, id, country, remote, currency, annual_salary)
    WHERE state = 'open';
DROP INDEX job_open_remote;
CREATE INDEX job_open_remote ON job (remote, posted_at, id, country, sponsorship, currency, annual_salary)
    WHERE state = 'open';

-- Adverts are compared with the pages of verified employers.
CREATE INDEX employer_verified ON employer (country, site) WHERE state = 'verified';
