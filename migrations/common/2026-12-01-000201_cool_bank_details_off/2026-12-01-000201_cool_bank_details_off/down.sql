DROP TABLE bank_proposals;
DROP TABLE prenotes;
ALTER TABLE bank_details DROP COLUMN source;
ALTER TABLE bank_details DROP COLUMN awaits_prenote;
ALTER TABLE bank_details DROP COLUMN frozen_at;
ALTER TABLE bank_details DROP COLUMN confirmed_at;
ALTER TABLE bank_details DROP COLUMN confirmed_by_name;
ALTER TABLE bank_details DROP COLUMN confirmed_by;
ALTER TABLE bank_details DROP COLUMN usable_from;
