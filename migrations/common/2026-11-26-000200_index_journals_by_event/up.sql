CREATE INDEX journals_by_event ON journals (event, seq);
