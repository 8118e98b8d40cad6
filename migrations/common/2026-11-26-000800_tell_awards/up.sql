-- An award is decided first and told to the city later; until then its city sees nothing of it.
ALTER TABLE awards ADD COLUMN told_at TIMESTAMP;
UPDATE awards SET told_at = offered_at;
