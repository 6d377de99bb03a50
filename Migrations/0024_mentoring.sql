-- Mentors and mentees: what they say of themselves, when they have time, and whom they must not meet.

CREATE TABLE mentor_profile (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    -- 0 is a break.
    capacity SMALLINT NOT NULL CHECK (capacity BETWEEN 0 AND 10),
    is_accepting SMALLINT NOT NULL CHECK (is_accepting IN (0, 1)),
    -- The first day (YYYY-MM-DD) after a pause.
    paused_until TEXT,
    weekly_requests SMALLINT NOT NULL CHECK (weekly_requests BETWEEN 1 AND 50),
    about TEXT NOT NULL,
    -- ISO 3166-1 alpha-2.
    origin TEXT,
    -- As the mentor wrote it, for the matcher alone until a request is accepted; what others read before that.
    employer TEXT NOT NULL,
    employer_kind TEXT NOT NULL,
    experience_years SMALLINT NOT NULL CHECK (experience_years BETWEEN 0 AND 60),
    is_async_only SMALLINT NOT NULL CHECK (is_async_only IN (0, 1)),
    -- Lists: one a line. Languages with their level: `de 4`.
    topics TEXT NOT NULL,
    skills TEXT NOT NULL,
    languages TEXT NOT NULL,
    stages TEXT NOT NULL,
    -- 0 for none yet.
    verification SMALLINT NOT NULL DEFAULT 0 CHECK (verification BETWEEN 0 AND 3),
    -- The place in the list of mentors: when the first level was granted.
    listed_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX mentor_profile_listed ON mentor_profile (listed_at, account_id) WHERE listed_at IS NOT NULL;

-- Where a mentor lived after leaving: months as YYYY-MM, none for still.
CREATE TABLE mentor_stay (
    account_id TEXT NOT NULL REFERENCES mentor_profile (account_id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    country TEXT NOT NULL,
    city TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (account_id, position)
);

-- Which pathways a mentor went, and when.
CREATE TABLE mentor_experience (
    account_id TEXT NOT NULL REFERENCES mentor_profile (account_id) ON DELETE CASCADE,
    pathway_id TEXT NOT NULL,
    year SMALLINT NOT NULL,
    PRIMARY KEY (account_id, pathway_id)
);
CREATE INDEX mentor_experience_by_pathway ON mentor_experience (pathway_id, account_id);

-- What listed mentors are found by: `topic:cv`, `country:DE`, `language:ur`, `pathway:de-blue-card`.
CREATE TABLE mentor_facet (
    facet TEXT NOT NULL,
    listed_at BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES mentor_profile (account_id) ON DELETE CASCADE,
    PRIMARY KEY (facet, listed_at, account_id)
);
CREATE INDEX mentor_facet_by_mentor ON mentor_facet (account_id);

CREATE TABLE mentee_profile (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    goal TEXT NOT NULL,
    origin TEXT,
    experience_years SMALLINT NOT NULL CHECK (experience_years BETWEEN 0 AND 60),
    timeline TEXT NOT NULL CHECK (timeline IN ('three_months', 'half_year', 'year', 'later')),
    is_async_only SMALLINT NOT NULL CHECK (is_async_only IN (0, 1)),
    -- For the matcher alone.
    employer TEXT NOT NULL,
    -- Lists: one a line. At most three topics; a destination is `DE` or `DE Berlin`.
    topics TEXT NOT NULL,
    skills TEXT NOT NULL,
    languages TEXT NOT NULL,
    -- Must-haves: languages of which one must be shared.
    needed_languages TEXT NOT NULL,
    destinations TEXT NOT NULL,
    pathways TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);

-- When a member has time, as mentor or as mentee.
CREATE TABLE availability_window (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    -- Bit 0 for Monday to bit 6 for Sunday.
    weekdays SMALLINT NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    -- Minutes after midnight; an end that is not after the start is on the next day.
    start_minute SMALLINT NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
    end_minute SMALLINT NOT NULL CHECK (end_minute BETWEEN 0 AND 1440),
    -- IANA's name.
    zone TEXT NOT NULL,
    PRIMARY KEY (account_id, position)
);
CREATE TABLE availability_exception (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    is_free SMALLINT NOT NULL CHECK (is_free IN (0, 1)),
    -- YYYY-MM-DD on the calendar of the zone.
    happens_on TEXT NOT NULL,
    start_minute SMALLINT NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
    end_minute SMALLINT NOT NULL CHECK (end_minute BETWEEN 0 AND 1440),
    zone TEXT NOT NULL,
    PRIMARY KEY (account_id, position)
);

-- Read by the matcher and by the member alone: nothing of it is shown, exported to others, logged or explained.
CREATE TABLE mentoring_private_rule (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    gender TEXT CHECK (gender IN ('woman', 'non_binary', 'man', 'other')),
    gender_rule TEXT NOT NULL CHECK (gender_rule IN ('anybody', 'women_only', 'women_and_non_binary_only')),
    refuses_same_employer SMALLINT NOT NULL CHECK (refuses_same_employer IN (0, 1)),
    -- One a line.
    avoided_employers TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- "Not this one", as a mentee said of a mentor: for ever.
CREATE TABLE mentoring_unwanted (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, mentor_id)
);
CREATE INDEX mentoring_unwanted_by_mentor ON mentoring_unwanted (mentor_id);

-- Who said that they are 18 or older.
CREATE TABLE mentoring_adult (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    confirmed_at BIGINT NOT NULL
);

-- How often a mentor was suggested on a day, counted once for each mentee; and to whom. Days since 1970.
CREATE TABLE mentor_exposure (
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    PRIMARY KEY (mentor_id, day)
);
CREATE INDEX mentor_exposure_by_day ON mentor_exposure (day);
CREATE TABLE mentor_shown (
    mentee_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    mentor_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    PRIMARY KEY (mentee_id, day, mentor_id)
);
CREATE INDEX mentor_shown_by_day ON mentor_shown (day);
CREATE INDEX mentor_shown_by_mentor ON mentor_shown (mentor_id);

-- A level that a mentor asks for; a moderator decides.
CREATE TABLE mentor_review (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    -- The mentor's words: how a moderator can see it. Nothing that is shown is kept.
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'refused')),
    basis TEXT CHECK (basis IN ('profile', 'vouches', 'work_email', 'evidence')),
    -- Told to the mentor.
    answer TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT REFERENCES account (id)
);
CREATE UNIQUE INDEX mentor_review_one_open ON mentor_review (account_id) WHERE state = 'open';
CREATE INDEX mentor_review_queue ON mentor_review (opened_at, id) WHERE state = 'open';
CREATE INDEX mentor_review_by_member ON mentor_review (account_id, opened_at, id);

-- Which members of the second level of trust say that they know a member.
CREATE VIEW member_vouches AS
SELECT vouch.account_id, vouch.voucher_id
FROM vouch JOIN account ON account.id = vouch.voucher_id
WHERE account.state = 'active' AND account.trust_level >= 2;

-- Whether an account may be brought together with others: neither shut out nor leaving.
CREATE VIEW account_standing AS
SELECT account.id,
    CASE WHEN account.state = 'active' AND account.silenced_at IS NULL AND account.email_verified_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM account_deletion WHERE account_deletion.account_id = account.id)
        THEN 1 ELSE 0 END AS is_good
FROM account;

-- Who blocked whom: to leave both out of what is brought together.
CREATE VIEW member_apart AS
SELECT account_id AS one_id, blocked_id AS other_id FROM member_block
UNION ALL SELECT blocked_id AS one_id, account_id AS other_id FROM member_block;
