-- A range over the index finds a prefix only where text is compared by bytes.
ALTER TABLE places ALTER COLUMN search_name TYPE TEXT COLLATE "C";
