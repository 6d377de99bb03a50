-- Steps that members add to their own copies of checklists.
CREATE TABLE checklist_own_step (
    id TEXT PRIMARY KEY,
    checklist_id TEXT NOT NULL REFERENCES checklist (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage IN ('decide', 'prepare', 'apply', 'depart', 'arrive')),
    label TEXT NOT NULL,
    -- How long it takes, in days; none: the member did not say.
    lead_days INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'doing', 'done', 'skipped')),
    done_on TEXT,
    note TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX checklist_own_step_by_list ON checklist_own_step (checklist_id, created_at, id);
