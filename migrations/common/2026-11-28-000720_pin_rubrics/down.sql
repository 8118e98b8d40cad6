ALTER TABLE review_scores DROP COLUMN judgment;
ALTER TABLE review_assignments DROP COLUMN abstained;
ALTER TABLE review_assignments DROP COLUMN skipped_at;
ALTER TABLE review_assignments DROP COLUMN saved_at;
ALTER TABLE review_assignments DROP COLUMN rubric_sha256;
ALTER TABLE review_assignments DROP COLUMN definition_sha256;
