-- Runs of test entries alone must be gone before.
ALTER TABLE payment_runs DROP CONSTRAINT payment_runs_pay_or_test;
ALTER TABLE payment_runs ADD CONSTRAINT payment_runs_payments_count_check CHECK (payments_count > 0);
ALTER TABLE payment_runs ADD CONSTRAINT payment_runs_total_cents_check CHECK (total_cents > 0);
