DROP TABLE travel_rates;
DROP TABLE activity_people;
DROP TABLE activity_records;
DROP TABLE event_names;
DROP TABLE events;
DROP TABLE expense_journals;
DROP TABLE expense_imports;
DROP TABLE expense_flags;
