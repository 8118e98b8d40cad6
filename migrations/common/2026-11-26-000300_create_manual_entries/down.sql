DROP TABLE manual_entry_legs;
DROP TABLE manual_entries;
