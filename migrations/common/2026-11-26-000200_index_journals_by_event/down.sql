DROP INDEX journals_by_event;
