DROP INDEX city_claims_decided;
DROP INDEX city_claims_undecided;
ALTER TABLE city_claims DROP COLUMN letter_by;
ALTER TABLE city_claims DROP COLUMN mailbox_by;
