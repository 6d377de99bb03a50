-- How mentoring serves those who look for somebody: what the last night's run says, for staff and for everybody.
CREATE TABLE mentoring_figure (
    audience TEXT PRIMARY KEY CHECK (audience IN ('staff', 'everybody')),
    -- YYYY-MM-DD, UTC.
    night TEXT NOT NULL,
    -- JSON: figures without names. What everybody reads has no cell of a few.
    content TEXT NOT NULL
);
