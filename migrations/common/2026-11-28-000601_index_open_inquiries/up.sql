-- How many wait in a round, before another is taken.
CREATE INDEX inquiries_waiting ON inquiries (opportunity_id) WHERE outcome IS NULL;
