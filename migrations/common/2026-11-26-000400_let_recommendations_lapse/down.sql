ALTER TABLE recommendations ADD COLUMN standing TEXT NOT NULL DEFAULT 'open'
    CHECK (standing IN ('open', 'approved', 'sent_back', 'rejected'));
UPDATE recommendations SET standing = CASE stage WHEN 'lapsed' THEN 'sent_back' ELSE stage END;
DROP INDEX recommendations_by_stage;
ALTER TABLE recommendations DROP COLUMN stage;
ALTER TABLE recommendations RENAME COLUMN standing TO stage;
CREATE INDEX recommendations_by_stage ON recommendations (stage, at);
ALTER TABLE recommendations DROP COLUMN reserved_until;
