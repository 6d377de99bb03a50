-- Which version of the pathway was in force when the timeline was begun; none where nobody knows.
ALTER TABLE timeline ADD COLUMN pathway_version BIGINT;
