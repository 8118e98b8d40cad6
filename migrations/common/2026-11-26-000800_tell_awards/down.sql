ALTER TABLE awards DROP COLUMN told_at;
