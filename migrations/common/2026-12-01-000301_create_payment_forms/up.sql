-- What the official certified with a request: the lines of the form as they stood. When it was complete, and the day by
-- which the fund pays it.
ALTER TABLE payments ADD COLUMN form_json TEXT;
ALTER TABLE payments ADD COLUMN due_on DATE;
ALTER TABLE payments ADD COLUMN proper_at TIMESTAMP;
CREATE INDEX payments_by_due ON payments (state, due_on);
-- What the city said it will spend of the fund's money, by the first day of the month.
CREATE TABLE payment_needs (
    payment_id   TEXT NOT NULL REFERENCES payments (id),
    month        DATE NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (payment_id, month)
);
