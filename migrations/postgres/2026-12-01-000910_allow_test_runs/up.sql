-- A run may carry test entries alone: no payment and no money, both or neither, and in a file for the bank.
ALTER TABLE payment_runs DROP CONSTRAINT payment_runs_total_cents_check;
ALTER TABLE payment_runs DROP CONSTRAINT payment_runs_payments_count_check;
ALTER TABLE payment_runs ADD CONSTRAINT payment_runs_pay_or_test CHECK (
    total_cents >= 0 AND payments_count >= 0 AND (total_cents = 0) = (payments_count = 0) AND (payments_count > 0 OR method = 'ach')
);
