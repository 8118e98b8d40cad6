-- What a city owes on a bill, referred to debt collection by an approving official: its award can be closed before the money is back.
CREATE TABLE bill_referrals (
    bill_id          TEXT PRIMARY KEY REFERENCES bills (id),
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    reason           TEXT NOT NULL CHECK (reason <> ''),
    referred_by      TEXT NOT NULL REFERENCES accounts (id),
    referred_by_name TEXT NOT NULL,
    referred_at      TIMESTAMP NOT NULL
);
