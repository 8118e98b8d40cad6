-- A recommendation keeps its money until a last day; one that nobody decides by then lapses.
-- Those made before have no last day. The stage moves to a column that knows one value more.
ALTER TABLE recommendations ADD COLUMN reserved_until DATE;
ALTER TABLE recommendations ADD COLUMN standing TEXT NOT NULL DEFAULT 'open'
    CHECK (standing IN ('open', 'approved', 'sent_back', 'rejected', 'lapsed'));
UPDATE recommendations SET standing = stage;
DROP INDEX recommendations_by_stage;
ALTER TABLE recommendations DROP COLUMN stage;
ALTER TABLE recommendations RENAME COLUMN standing TO stage;
CREATE INDEX recommendations_by_stage ON recommendations (stage, at);
