DROP TABLE payment_needs;
DROP INDEX payments_by_due;
ALTER TABLE payments DROP COLUMN proper_at;
ALTER TABLE payments DROP COLUMN due_on;
ALTER TABLE payments DROP COLUMN form_json;
