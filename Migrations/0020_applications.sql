-- What members apply for, what ambassadors offer, and who looks for work.

-- An application as its member follows it: theirs alone.
CREATE TABLE application (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- A job of the site; none: what the member wrote.
    job_id TEXT REFERENCES job (id) ON DELETE SET NULL,
    employer_name TEXT NOT NULL,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN
        ('interested', 'applied', 'screening', 'interview', 'offer', 'accepted', 'rejected', 'withdrawn')),
    -- The day (YYYY-MM-DD) on which it came to the stage.
    stage_on TEXT NOT NULL,
    -- Its place in the member's list: stages in their order, and in each what changed last first.
    position BIGINT NOT NULL,
    next_step TEXT NOT NULL,
    -- The day of the next step, and whether the member was told that it has come.
    next_on TEXT,
    is_reminded SMALLINT NOT NULL DEFAULT 0 CHECK (is_reminded IN (0, 1)),
    notes TEXT NOT NULL,
    -- The revision in which the notes changed last.
    notes_revision BIGINT NOT NULL DEFAULT 1,
    -- In the smallest unit of the currency, before tax.
    offer_gross BIGINT,
    offer_currency TEXT,
    offer_period TEXT,
    offer_minutes INTEGER,
    offer_relocation TEXT NOT NULL DEFAULT '',
    offer_sponsorship TEXT NOT NULL DEFAULT 'unknown' CHECK (offer_sponsorship IN ('yes', 'no', 'unknown')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX application_list ON application (account_id, position, id);
CREATE UNIQUE INDEX application_of_job ON application (account_id, job_id);
CREATE INDEX application_by_job ON application (job_id);
CREATE INDEX application_offers ON application (account_id, position, id) WHERE offer_gross IS NOT NULL;
CREATE INDEX application_due ON application (next_on, id) WHERE next_on IS NOT NULL AND is_reminded = 0;

-- How an application went: rows are added, none is changed.
CREATE TABLE application_move (
    id TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX application_move_by_application ON application_move (application_id, created_at, id);

-- What a member is told that is of no thread. Kinds come with features.
CREATE TABLE notification_other (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- The id of what it tells of.
    subject_id TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Words of the member's own, or none.
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notification_other_newest ON notification_other (account_id, created_at, id);
CREATE INDEX notification_other_unread ON notification_other (account_id) WHERE read_at IS NULL;
CREATE INDEX notification_other_by_subject ON notification_other (subject_id);
CREATE INDEX notification_other_by_time ON notification_other (created_at);

-- A door that an ambassador opens.
CREATE TABLE opportunity (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL
        CHECK (kind IN ('referral', 'partnership', 'contract', 'transfer', 'venture', 'return')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    html_version INTEGER NOT NULL,
    -- ISO 3166-1 alpha-2.
    destination TEXT NOT NULL,
    seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 50),
    state TEXT NOT NULL CHECK (state IN ('open', 'matched', 'closed', 'expired')),
    -- What came of it, told by the ambassador at the end.
    outcome TEXT CHECK (outcome IN ('hired', 'introduced', 'nothing')),
    posted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX opportunity_open ON opportunity (posted_at, id) WHERE state = 'open';
CREATE INDEX opportunity_open_destination ON opportunity (destination, posted_at, id) WHERE state = 'open';
CREATE INDEX opportunity_open_kind ON opportunity (kind, posted_at, id) WHERE state = 'open';
CREATE INDEX opportunity_expiring ON opportunity (expires_at, id) WHERE state = 'open';
CREATE INDEX opportunity_by_member ON opportunity (account_id, posted_at, id);

-- Who would walk through it: for the two alone.
CREATE TABLE opportunity_interest (
    id TEXT PRIMARY KEY,
    opportunity_id TEXT NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    reply TEXT NOT NULL DEFAULT '',
    replied_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX opportunity_interest_once ON opportunity_interest (opportunity_id, account_id);
CREATE INDEX opportunity_interest_newest ON opportunity_interest (opportunity_id, created_at, id);
CREATE INDEX opportunity_interest_by_member ON opportunity_interest (account_id, created_at, id);

-- Members who let verified employers and ambassadors see that they look for work.
CREATE TABLE talent_entry (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('visible', 'left', 'expired')),
    headline TEXT NOT NULL,
    -- Lists: one a line.
    skills TEXT NOT NULL,
    destinations TEXT NOT NULL,
    -- Weeks until the member could begin.
    notice_weeks INTEGER NOT NULL CHECK (notice_weeks BETWEEN 0 AND 52),
    reason TEXT NOT NULL CHECK (reason IN ('laid_off', 'contract_ended', 'relocating')),
    listed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX talent_entry_of_member ON talent_entry (account_id);
CREATE INDEX talent_entry_visible ON talent_entry (listed_at, id) WHERE state = 'visible';
CREATE INDEX talent_entry_expiring ON talent_entry (expires_at, id) WHERE state = 'visible';

-- Where the members of visible entries would go.
CREATE TABLE talent_destination (
    country TEXT NOT NULL,
    listed_at BIGINT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES talent_entry (id) ON DELETE CASCADE,
    PRIMARY KEY (country, listed_at, entry_id)
);
CREATE INDEX talent_destination_by_entry ON talent_destination (entry_id);

-- Who looked at whose entry on which day; the member sees each.
CREATE TABLE talent_look (
    id TEXT PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES talent_entry (id) ON DELETE CASCADE,
    viewer_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    looked_on TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX talent_look_once ON talent_look (entry_id, viewer_id, looked_on);
CREATE INDEX talent_look_newest ON talent_look (entry_id, created_at, id);
CREATE INDEX talent_look_by_viewer ON talent_look (viewer_id);
