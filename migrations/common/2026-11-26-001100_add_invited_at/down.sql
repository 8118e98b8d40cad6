ALTER TABLE applications DROP COLUMN invited_at;
