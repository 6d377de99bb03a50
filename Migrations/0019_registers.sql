-- Official registers (who may sponsor a visa, who may recruit in Pakistan), saved searches, jobs from feeds.

-- A register as it was on a day.
CREATE TABLE register_snapshot (
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'PK')),
    day TEXT NOT NULL,
    -- The first line of the file.
    header TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (register, day)
);

-- Lines of the registers as they came, each with the days between which it stood there: so every snapshot is kept.
CREATE TABLE register_entry (
    id TEXT PRIMARY KEY,
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'PK')),
    raw TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Folded, without the words that say what sort of company it is; the second is what it trades as.
    match_name TEXT NOT NULL,
    trade_name TEXT NOT NULL,
    town TEXT NOT NULL,
    -- What lines of one organisation have in common.
    organisation TEXT NOT NULL,
    rating TEXT NOT NULL,
    route TEXT NOT NULL,
    first_day TEXT NOT NULL,
    -- The first day on which it stood there no more.
    gone_day TEXT
);
CREATE INDEX register_entry_present ON register_entry (register, id) WHERE gone_day IS NULL;
CREATE INDEX register_entry_by_name ON register_entry (match_name, register) WHERE gone_day IS NULL;
CREATE INDEX register_entry_by_trade ON register_entry (trade_name, register)
    WHERE gone_day IS NULL AND trade_name <> '';
CREATE INDEX register_entry_by_organisation ON register_entry (organisation, register) WHERE gone_day IS NULL;

-- Which organisation of the register an employer is.
CREATE TABLE employer_register (
    employer_id TEXT PRIMARY KEY REFERENCES employer (id) ON DELETE CASCADE,
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'PK')),
    -- town, number: found by the program; moderator: chosen; candidates: somebody is to choose; refused: none of them.
    basis TEXT NOT NULL CHECK (basis IN ('town', 'number', 'moderator', 'candidates', 'refused')),
    organisation TEXT NOT NULL,
    -- As it was listed last.
    name TEXT NOT NULL,
    -- licensed: may sponsor skilled workers; listed: stands there, but may not; gone: stood there.
    standing TEXT NOT NULL CHECK (standing IN ('none', 'licensed', 'listed', 'gone')),
    -- Organisations that it may be, one a line.
    candidates TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT,
    updated_at BIGINT NOT NULL
);
CREATE INDEX employer_register_waiting ON employer_register (updated_at, employer_id) WHERE basis = 'candidates';

CREATE INDEX employer_by_country ON employer (country, id);
CREATE INDEX job_by_employer ON job (employer_id, id);

-- What a member wants to hear of: the filters of the list of jobs.
CREATE TABLE saved_search (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- The query of the list's address, its parts in a fixed order.
    filter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'paused')),
    -- What was posted until then is told of, or was there before.
    told_until BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX saved_search_key ON saved_search (account_id, filter);
CREATE INDEX saved_search_newest ON saved_search (account_id, created_at, id);
CREATE INDEX saved_search_due ON saved_search (next_at, account_id) WHERE state = 'on';

-- Which item of which feed a job is.
CREATE TABLE imported_job (
    feed TEXT NOT NULL,
    item TEXT NOT NULL,
    job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    -- Whether the job came from a feed, and not from a member.
    owns_job SMALLINT NOT NULL CHECK (owns_job IN (0, 1)),
    -- What the item said, as JSON.
    content TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (feed, item)
);
CREATE INDEX imported_job_by_job ON imported_job (job_id, seen_at);
CREATE INDEX imported_job_unseen ON imported_job (seen_at, job_id) WHERE owns_job = 1;
