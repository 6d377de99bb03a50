-- Employers, their jobs, and what members keep of them.
CREATE TABLE employer (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    legal_name TEXT NOT NULL DEFAULT '',
    -- Folded, without the words that say what sort of company it is: what duplicates and registers are matched by.
    match_name TEXT NOT NULL,
    country TEXT NOT NULL,
    site TEXT NOT NULL DEFAULT '',
    register_id TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('unverified', 'verified', 'suspended')),
    -- How it was verified, or why it was suspended: for staff alone.
    evidence TEXT NOT NULL DEFAULT '',
    decided_at BIGINT,
    decided_by TEXT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX employer_slug_key ON employer (slug);
CREATE UNIQUE INDEX employer_match_key ON employer (match_name, country);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    employer_id TEXT NOT NULL REFERENCES employer (id),
    poster_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'held', 'open', 'filled', 'expired', 'closed', 'removed')),
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    html_version INTEGER NOT NULL,
    -- ISO 3166-1 alpha-2.
    country TEXT NOT NULL,
    city TEXT NOT NULL,
    remote TEXT NOT NULL CHECK (remote IN ('none', 'country', 'anywhere')),
    contract TEXT NOT NULL,
    seniority TEXT,
    weekly_minutes INTEGER,
    -- In the smallest unit of the currency.
    salary_min BIGINT,
    salary_max BIGINT,
    currency TEXT,
    period TEXT,
    -- The upper end in a year, for comparing; none when it cannot be told.
    annual_salary BIGINT,
    sponsorship TEXT NOT NULL
        CHECK (sponsorship IN ('confirmed', 'likely', 'unlikely', 'excluded', 'unknown')),
    -- Words of the advert or of the employer, and when they were said to hold.
    sponsorship_evidence TEXT NOT NULL,
    sponsorship_at BIGINT,
    -- Lists: one a line.
    relocation TEXT NOT NULL,
    regions TEXT NOT NULL,
    skills TEXT NOT NULL,
    languages TEXT NOT NULL,
    repayment_months INTEGER,
    apply_url TEXT NOT NULL,
    source_url TEXT NOT NULL,
    -- What duplicates are found by.
    match_url TEXT NOT NULL,
    match_place TEXT NOT NULL,
    -- Signals of fraud, one a line, and what they weigh.
    signals TEXT NOT NULL,
    score INTEGER NOT NULL,
    -- The weight that a moderator has looked at and let pass.
    cleared_score INTEGER NOT NULL DEFAULT 0,
    appeal TEXT NOT NULL DEFAULT '',
    appealed_at BIGINT,
    posted_at BIGINT,
    valid_through BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX job_open ON job (posted_at, id) WHERE state = 'open';
CREATE INDEX job_open_country ON job (country, posted_at, id) WHERE state = 'open';
CREATE INDEX job_open_sponsorship ON job (sponsorship, posted_at, id) WHERE state = 'open';
CREATE INDEX job_open_remote ON job (remote, posted_at, id) WHERE state = 'open';
CREATE INDEX job_open_employer ON job (employer_id, posted_at, id) WHERE state = 'open';
CREATE INDEX job_expiring ON job (valid_through, id) WHERE state = 'open';
CREATE INDEX job_held ON job (updated_at, id) WHERE state = 'held';
CREATE INDEX job_by_poster ON job (poster_id, created_at, id);
CREATE INDEX job_by_url ON job (match_url) WHERE state IN ('open', 'held');
CREATE INDEX job_by_place ON job (employer_id, match_place) WHERE state IN ('open', 'held');

-- What open jobs are found by besides: `skill:swift`, `language:de`.
CREATE TABLE job_facet (
    facet TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    PRIMARY KEY (facet, posted_at, job_id)
);
CREATE INDEX job_facet_by_job ON job_facet (job_id, facet);

-- Who moved a job from where to where: rows are added, none is changed.
CREATE TABLE job_event (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    -- None is the program.
    actor_id TEXT REFERENCES account (id),
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_event_by_job ON job_event (job_id, created_at, id);

CREATE TABLE saved_job (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, job_id)
);
CREATE INDEX saved_job_newest ON saved_job (account_id, created_at, job_id);
CREATE INDEX saved_job_by_job ON saved_job (job_id, account_id);

-- Members who say that a job is filled.
CREATE TABLE job_filled_report (
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (job_id, account_id)
);
CREATE INDEX job_filled_report_by_member ON job_filled_report (account_id, job_id);

-- What a euro was worth on a day, in millionths of the currency.
CREATE TABLE exchange_rate (
    currency TEXT NOT NULL,
    day TEXT NOT NULL,
    per_euro BIGINT NOT NULL CHECK (per_euro > 0),
    PRIMARY KEY (currency, day)
);
