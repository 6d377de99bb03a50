-- Whether what a member said of their gender may count in the figures for staff: a matter of their own.
ALTER TABLE mentoring_private_rule ADD COLUMN counts_gender SMALLINT NOT NULL DEFAULT 0 CHECK (counts_gender IN (0, 1));
