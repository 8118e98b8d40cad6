DROP TABLE signed_pages;
DROP TABLE city_entries;
DROP INDEX applications_by_enterer;
ALTER TABLE applications DROP COLUMN entered_by_name;
ALTER TABLE applications DROP COLUMN entered_by;
