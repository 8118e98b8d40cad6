DROP INDEX comparisons_due_by_since;
DROP INDEX signed_pages_by_sha256;
ALTER TABLE signed_pages DROP COLUMN total_cents;
ALTER TABLE signed_pages DROP COLUMN version;
