-- What waits for a decision is a small part of all expenses. Without an index of its own SQLite reads all of them to sum it up
-- for one state: by its statistics every state of an expense is as frequent as the others.
CREATE INDEX expenses_waiting ON expenses (organisation_id, award_id, activity_id, amount_cents) WHERE state IN ('submitted', 'questioned');
