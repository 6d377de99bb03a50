-- Members who wait are asked whether they still do.

-- The next day on which the question is due; none for what has ended or was never filed. What was there before is
-- looked at by the next run.
ALTER TABLE timeline ADD COLUMN ask_on TEXT;
UPDATE timeline SET ask_on = submitted_on WHERE ending IS NULL;
CREATE INDEX timeline_to_ask ON timeline (ask_on, id) WHERE ask_on IS NOT NULL;

ALTER TABLE notification_setting ADD COLUMN waiting SMALLINT NOT NULL DEFAULT 1 CHECK (waiting IN (0, 1));
