-- An award that was decided and not told can be taken back, when an approval does not count any more.
ALTER TABLE awards ADD COLUMN annulled_at TIMESTAMP;
