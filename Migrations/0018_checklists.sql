-- Checklists of visa pathways: what the data says of each step, and members' own copies.

CREATE TABLE checklist_family (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    -- Ids of the shared blocks, one a line, in their order; the family's own items come last.
    includes TEXT NOT NULL,
    notes TEXT NOT NULL
);

CREATE TABLE checklist_item (
    id TEXT PRIMARY KEY,
    -- The shared block or the family that has it.
    block_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('decide', 'prepare', 'apply', 'depart', 'arrive')),
    is_mandatory SMALLINT NOT NULL CHECK (is_mandatory IN (0, 1)),
    label TEXT NOT NULL,
    detail TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issuer_country TEXT NOT NULL,
    -- When it is needed, in words; empty: always.
    applies_if TEXT NOT NULL,
    lead_min INTEGER,
    lead_max INTEGER,
    validity_months INTEGER,
    -- Ids of items that come first, one a line.
    depends_on TEXT NOT NULL,
    cost TEXT NOT NULL,
    official_url TEXT,
    source_name TEXT NOT NULL,
    source_url TEXT,
    as_of TEXT NOT NULL,
    as_of_precision TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    -- Counts the changes of what the data says.
    revision BIGINT NOT NULL DEFAULT 1,
    -- The data has it no longer; who has it in a copy keeps it.
    retired_at BIGINT
);
CREATE INDEX checklist_item_by_block ON checklist_item (block_id, position);

-- A member's own copy.
CREATE TABLE checklist (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    pathway_id TEXT NOT NULL REFERENCES pathway (id),
    family_id TEXT NOT NULL REFERENCES checklist_family (id),
    -- The day (YYYY-MM-DD) of the journey.
    target_date TEXT,
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX checklist_once ON checklist (account_id, pathway_id);
CREATE INDEX checklist_by_pathway ON checklist (pathway_id);

-- What the member did about a step.
CREATE TABLE checklist_entry (
    checklist_id TEXT NOT NULL REFERENCES checklist (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL REFERENCES checklist_item (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'doing', 'done', 'skipped')),
    done_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    -- The revision of the item that the member has seen.
    seen_revision BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (checklist_id, item_id)
);
CREATE INDEX checklist_entry_by_item ON checklist_entry (item_id, checklist_id);
