-- A review keeps the version of the round and the digest of the rubric under which it is written; when what
-- is typed was saved last; when its reviewer put it off; and why its reviewer abstained. Nobody waits for a
-- review whose reviewer abstained, as for one that was taken off: its stage is `removed` too.
ALTER TABLE review_assignments ADD COLUMN definition_sha256 TEXT;
ALTER TABLE review_assignments ADD COLUMN rubric_sha256 TEXT;
ALTER TABLE review_assignments ADD COLUMN saved_at TIMESTAMP;
ALTER TABLE review_assignments ADD COLUMN skipped_at TIMESTAMP;
ALTER TABLE review_assignments ADD COLUMN abstained TEXT;
-- What is said of a criterion that is not scored.
ALTER TABLE review_scores ADD COLUMN judgment TEXT CHECK (judgment IN ('appropriate', 'gaps', 'pass', 'fail'));
