-- Accounting periods: opened once, closed and opened again until they are sealed, then shut for ever.
CREATE TABLE ledger_periods (
    id             TEXT PRIMARY KEY,
    first_day      DATE NOT NULL UNIQUE,
    last_day       DATE NOT NULL UNIQUE,
    opened_by      TEXT,
    opened_by_name TEXT NOT NULL,
    opened_at      TIMESTAMP NOT NULL,
    CHECK (first_day <= last_day)
);
-- Where a period stands is its last step; none means open.
CREATE TABLE ledger_period_steps (
    period_id TEXT NOT NULL REFERENCES ledger_periods (id),
    n         INTEGER NOT NULL CHECK (n > 0),
    step      TEXT NOT NULL CHECK (step IN ('close', 'reopen')),
    by_id     TEXT,
    by_name   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        TIMESTAMP NOT NULL,
    PRIMARY KEY (period_id, n)
);
-- The root over every balance at the end of the period, as the journal then stood.
CREATE TABLE ledger_period_seals (
    period_id      TEXT PRIMARY KEY REFERENCES ledger_periods (id),
    at_seq         BIGINT NOT NULL CHECK (at_seq >= 0),
    balances_root  TEXT NOT NULL,
    closed_by      TEXT NOT NULL,
    sealed_by      TEXT NOT NULL CHECK (sealed_by <> closed_by),
    sealed_by_name TEXT NOT NULL,
    sealed_at      TIMESTAMP NOT NULL
);
