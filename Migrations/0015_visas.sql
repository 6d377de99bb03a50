-- Visa pathways: what is known of each, in versions that are added and never changed; corrections and reports.

-- What the facts of a pathway say today, for lists and for what other features join.
CREATE TABLE pathway (
    -- The name that the data gives it: de-eu-blue-card.
    id TEXT PRIMARY KEY,
    -- ISO 3166-1 alpha-2; the first part of the id.
    country TEXT NOT NULL,
    -- The rest of the id.
    slug TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN (
        'work', 'job-seeker', 'points', 'talent', 'digital-nomad', 'intra-company', 'study', 'startup')),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'changing', 'restricted', 'closed')),
    -- The version in force: what builds on the pathway remembers it.
    version BIGINT NOT NULL,
    checklist_family TEXT,
    points_system TEXT,
    -- The next day (YYYY-MM-DD) on which a fact comes into force.
    changes_on TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pathway_by_country ON pathway (country, slug);
CREATE INDEX pathway_by_category ON pathway (category, id);
CREATE INDEX pathway_by_change ON pathway (changes_on, id) WHERE changes_on IS NOT NULL;

CREATE TABLE pathway_version (
    pathway_id TEXT NOT NULL REFERENCES pathway (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('import', 'edit')),
    -- Days are YYYY-MM-DD.
    effective_from TEXT NOT NULL,
    -- None: the program, from a file of the operator.
    editor_id TEXT REFERENCES account (id),
    -- The second person, where one was needed.
    reviewer_id TEXT REFERENCES account (id),
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pathway_id, version)
);
CREATE INDEX pathway_version_by_editor ON pathway_version (editor_id) WHERE editor_id IS NOT NULL;
CREATE INDEX pathway_version_by_reviewer ON pathway_version (reviewer_id) WHERE reviewer_id IS NOT NULL;

-- A value with its source: in force is, of each field, the one with the latest day that has come, and of equal ones the
-- latest version.
CREATE TABLE pathway_fact (
    pathway_id TEXT NOT NULL,
    field TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- In the form that people type; empty says that nothing is known or nothing applies.
    value TEXT NOT NULL,
    source_name TEXT NOT NULL,
    -- None: general knowledge that nobody has checked yet.
    source_url TEXT,
    as_of TEXT NOT NULL,
    as_of_precision TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    effective_from TEXT NOT NULL,
    PRIMARY KEY (pathway_id, field, version),
    FOREIGN KEY (pathway_id, version) REFERENCES pathway_version (pathway_id, version) ON DELETE CASCADE
);
CREATE INDEX pathway_fact_by_version ON pathway_fact (pathway_id, version, field);

-- The salary lines in force: the main one has position 0. Written anew with each version.
CREATE TABLE pathway_threshold (
    pathway_id TEXT NOT NULL REFERENCES pathway (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- Hundredths of the currency's unit.
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('year', 'month', 'hour')),
    -- For whom, in words; of the main line, what else is to be known.
    applies_to TEXT NOT NULL,
    as_of TEXT NOT NULL,
    -- From this day on the line needs a re-check: it is no default any more.
    recheck_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pathway_id, position)
);

-- A correction: one field, by one member.
CREATE TABLE pathway_edit (
    id TEXT PRIMARY KEY,
    pathway_id TEXT NOT NULL REFERENCES pathway (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    -- The version that the member saw.
    base_version BIGINT NOT NULL,
    source_name TEXT NOT NULL,
    source_url TEXT NOT NULL,
    as_of TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    effective_from TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected')),
    -- The version that it became.
    version BIGINT,
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX pathway_edit_queue ON pathway_edit (created_at, id) WHERE state = 'open';
CREATE INDEX pathway_edit_by_author ON pathway_edit (author_id, created_at, id);
CREATE INDEX pathway_edit_by_pathway ON pathway_edit (pathway_id, created_at, id);
CREATE INDEX pathway_edit_by_decider ON pathway_edit (decided_by) WHERE decided_by IS NOT NULL;

-- What a member says is wrong.
CREATE TABLE pathway_report (
    id TEXT PRIMARY KEY,
    pathway_id TEXT NOT NULL REFERENCES pathway (id) ON DELETE CASCADE,
    -- Empty: the whole.
    field TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT NOT NULL,
    reporter_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected')),
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX pathway_report_queue ON pathway_report (created_at, id) WHERE state = 'open';
CREATE INDEX pathway_report_by_reporter ON pathway_report (reporter_id, created_at, id);
CREATE INDEX pathway_report_by_pathway ON pathway_report (pathway_id);
CREATE INDEX pathway_report_by_decider ON pathway_report (decided_by) WHERE decided_by IS NOT NULL;
