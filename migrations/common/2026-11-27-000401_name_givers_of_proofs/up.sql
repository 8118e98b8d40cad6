-- Who gave which proof of a claim: an officer answers neither their own nor one that they cannot see whose it is.
ALTER TABLE city_claims ADD COLUMN mailbox_by TEXT REFERENCES accounts (id);
ALTER TABLE city_claims ADD COLUMN letter_by TEXT REFERENCES accounts (id);
-- The queue of an officer, and those who wait for a proof.
CREATE INDEX city_claims_undecided ON city_claims (claimed_at, id) WHERE outcome IS NULL;
CREATE INDEX city_claims_decided ON city_claims (decided_at, id) WHERE outcome IS NOT NULL;
