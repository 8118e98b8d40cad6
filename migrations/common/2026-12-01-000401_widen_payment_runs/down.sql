DROP TABLE run_downloads;
ALTER TABLE payment_runs DROP COLUMN workflow_hash;
ALTER TABLE payment_runs DROP COLUMN same_day;
ALTER TABLE payment_runs DROP COLUMN wanted_on;
ALTER TABLE payment_runs DROP COLUMN method;
