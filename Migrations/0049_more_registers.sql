-- Registers of more countries: certified companies (DK, PT), and what was granted before (US, CA, IE).

-- A register as it was on a day.
CREATE TABLE register_snapshot_next (
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'DK', 'PT', 'US', 'CA', 'IE', 'PK')),
    day TEXT NOT NULL,
    -- The first line of the file.
    header TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (register, day)
);
INSERT INTO register_snapshot_next (register, day, header, line_count, imported_at)
SELECT register, day, header, line_count, imported_at FROM register_snapshot;
DROP TABLE register_snapshot;
ALTER TABLE register_snapshot_next RENAME TO register_snapshot;

-- Lines of the registers as they came, each with the days between which it stood there: so every snapshot is kept.
CREATE TABLE register_entry_next (
    id TEXT PRIMARY KEY,
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'DK', 'PT', 'US', 'CA', 'IE', 'PK')),
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
INSERT INTO register_entry_next (id, register, raw, name, match_name, trade_name, town, organisation, rating, route, first_day, gone_day)
SELECT id, register, raw, name, match_name, trade_name, town, organisation, rating, route, first_day, gone_day FROM register_entry;
DROP TABLE register_entry;
ALTER TABLE register_entry_next RENAME TO register_entry;
CREATE INDEX register_entry_present ON register_entry (register, id) WHERE gone_day IS NULL;
CREATE INDEX register_entry_by_name ON register_entry (match_name, register) WHERE gone_day IS NULL;
CREATE INDEX register_entry_by_trade ON register_entry (trade_name, register)
    WHERE gone_day IS NULL AND trade_name <> '';
CREATE INDEX register_entry_by_organisation ON register_entry (organisation, register) WHERE gone_day IS NULL;

-- Which organisation of the register an employer is.
CREATE TABLE employer_register_next (
    employer_id TEXT PRIMARY KEY REFERENCES employer (id) ON DELETE CASCADE,
    register TEXT NOT NULL CHECK (register IN ('GB', 'NL', 'DK', 'PT', 'US', 'CA', 'IE', 'PK')),
    -- town, number: found by the program; moderator: chosen; candidates: somebody is to choose; refused: none of them.
    basis TEXT NOT NULL CHECK (basis IN ('town', 'number', 'moderator', 'candidates', 'refused')),
    organisation TEXT NOT NULL,
    -- As it was listed last.
    name TEXT NOT NULL,
    -- licensed: may sponsor skilled workers; listed: stands there, but may not, or was granted permits; gone: stood
    -- there.
    standing TEXT NOT NULL CHECK (standing IN ('none', 'licensed', 'listed', 'gone')),
    -- Organisations that it may be, one a line.
    candidates TEXT NOT NULL,
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT,
    updated_at BIGINT NOT NULL
);
INSERT INTO employer_register_next (employer_id, register, basis, organisation, name, standing, candidates, decided_by, decided_at, updated_at)
SELECT employer_id, register, basis, organisation, name, standing, candidates, decided_by, decided_at, updated_at FROM employer_register;
DROP TABLE employer_register;
ALTER TABLE employer_register_next RENAME TO employer_register;
CREATE INDEX employer_register_waiting ON employer_register (updated_at, employer_id) WHERE basis = 'candidates';
