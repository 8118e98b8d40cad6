ALTER TABLE awards DROP COLUMN annulled_at;
