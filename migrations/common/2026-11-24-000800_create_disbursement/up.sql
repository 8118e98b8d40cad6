-- The fund's money of one year, and the steps by which it became usable. The
-- amounts that count are in the ledger; these rows say who recorded which step and why.
CREATE TABLE funds (
    code        TEXT PRIMARY KEY,
    title       TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    created_at  TIMESTAMP NOT NULL
);
CREATE TABLE fund_steps (
    id               TEXT PRIMARY KEY,
    fund_code        TEXT NOT NULL REFERENCES funds (code),
    step             TEXT NOT NULL CHECK (step IN ('appropriated', 'apportioned', 'allotted')),
    program_id       TEXT,
    program_title    TEXT,
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    effective_on     DATE NOT NULL,
    evidence         TEXT NOT NULL,
    recorded_by      TEXT NOT NULL REFERENCES accounts (id),
    recorded_by_name TEXT NOT NULL,
    recorded_at      TIMESTAMP NOT NULL,
    journal_seq      BIGINT NOT NULL UNIQUE
);
CREATE INDEX fund_steps_by_fund ON fund_steps (fund_code, recorded_at);

-- Where a city's money goes. A change is a new version; only the latest counts.
CREATE TABLE bank_details (
    id               TEXT PRIMARY KEY,
    organisation_id  TEXT NOT NULL REFERENCES organisations (id),
    number           INTEGER NOT NULL,
    holder           TEXT NOT NULL,
    routing_number   TEXT NOT NULL,
    account_sealed   TEXT NOT NULL,
    account_last4    TEXT NOT NULL,
    account_kind     TEXT NOT NULL CHECK (account_kind IN ('checking', 'savings')),
    entered_by       TEXT NOT NULL REFERENCES accounts (id),
    entered_by_name  TEXT NOT NULL,
    entered_at       TIMESTAMP NOT NULL,
    verified_by      TEXT REFERENCES accounts (id),
    verified_by_name TEXT,
    verified_at      TIMESTAMP,
    how_verified     TEXT,
    blocked_reason   TEXT,
    UNIQUE (organisation_id, number),
    CHECK (verified_by IS NULL OR verified_by <> entered_by)
);

-- A payment run: prepared, approved and released by different people.
CREATE TABLE payment_runs (
    id               TEXT PRIMARY KEY,
    number           INTEGER NOT NULL UNIQUE,
    state            TEXT NOT NULL CHECK (state IN ('prepared', 'approved', 'released', 'cancelled')),
    total_cents      BIGINT NOT NULL CHECK (total_cents > 0),
    payments_count   INTEGER NOT NULL CHECK (payments_count > 0),
    digest           TEXT NOT NULL,
    prepared_by      TEXT NOT NULL REFERENCES accounts (id),
    prepared_by_name TEXT NOT NULL,
    prepared_at      TIMESTAMP NOT NULL,
    approved_by      TEXT REFERENCES accounts (id),
    approved_by_name TEXT,
    approved_at      TIMESTAMP,
    released_by      TEXT REFERENCES accounts (id),
    released_by_name TEXT,
    released_at      TIMESTAMP,
    effective_on     DATE,
    policy_name      TEXT,
    version          BIGINT NOT NULL DEFAULT 1,
    CHECK (approved_by IS NULL OR approved_by <> prepared_by)
);
-- The bank file of a run, as it was written; never written twice.
CREATE TABLE bank_files (
    run_id     TEXT PRIMARY KEY REFERENCES payment_runs (id),
    name       TEXT NOT NULL UNIQUE,
    content    BYTEA NOT NULL,
    sha256     TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE payments (
    id                TEXT PRIMARY KEY,
    award_id          TEXT NOT NULL,
    reference         TEXT NOT NULL,
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    kind              TEXT NOT NULL CHECK (kind IN ('advance', 'reimbursement')),
    amount_cents      BIGINT NOT NULL CHECK (amount_cents > 0),
    purpose           TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('requested', 'refused', 'in_run', 'released', 'settled', 'returned')),
    requested_by      TEXT NOT NULL REFERENCES accounts (id),
    requested_by_name TEXT NOT NULL,
    requested_at      TIMESTAMP NOT NULL,
    reason            TEXT,
    run_id            TEXT REFERENCES payment_runs (id),
    bank_details_id   TEXT REFERENCES bank_details (id),
    trace_number      TEXT UNIQUE,
    trace_sequence    INTEGER UNIQUE,
    released_on       DATE,
    settled_on        DATE,
    returned_on       DATE,
    return_code       TEXT,
    journal_seq       BIGINT UNIQUE,
    version           BIGINT NOT NULL DEFAULT 1,
    CHECK (state NOT IN ('released', 'settled', 'returned') OR (trace_number IS NOT NULL AND journal_seq IS NOT NULL))
);
CREATE INDEX payments_by_award ON payments (award_id, requested_at);
CREATE INDEX payments_by_state ON payments (state, requested_at);
CREATE INDEX payments_by_run ON payments (run_id);
CREATE TABLE payment_lines (
    payment_id   TEXT NOT NULL REFERENCES payments (id),
    category     TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (payment_id, category)
);
-- Unused advances that came back.
CREATE TABLE advance_refunds (
    id               TEXT PRIMARY KEY,
    award_id         TEXT NOT NULL,
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    received_on      DATE NOT NULL,
    bank_reference   TEXT NOT NULL,
    recorded_by      TEXT NOT NULL REFERENCES accounts (id),
    recorded_by_name TEXT NOT NULL,
    recorded_at      TIMESTAMP NOT NULL,
    journal_seq      BIGINT NOT NULL UNIQUE
);
CREATE INDEX advance_refunds_by_award ON advance_refunds (award_id);

-- What the bank says happened.
CREATE TABLE bank_statements (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    file_sha256      TEXT NOT NULL UNIQUE,
    lines_count      INTEGER NOT NULL,
    imported_by      TEXT NOT NULL REFERENCES accounts (id),
    imported_by_name TEXT NOT NULL,
    imported_at      TIMESTAMP NOT NULL
);
CREATE TABLE bank_lines (
    id           TEXT PRIMARY KEY,
    statement_id TEXT NOT NULL REFERENCES bank_statements (id),
    line_number  INTEGER NOT NULL,
    value_on     DATE NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents <> 0),
    description  TEXT NOT NULL,
    trace_number TEXT,
    UNIQUE (statement_id, line_number)
);
CREATE INDEX bank_lines_by_day ON bank_lines (value_on);
-- One line settles one payment, and a payment is settled once.
CREATE TABLE bank_matches (
    bank_line_id    TEXT PRIMARY KEY REFERENCES bank_lines (id),
    payment_id      TEXT NOT NULL UNIQUE REFERENCES payments (id),
    rule            TEXT NOT NULL CHECK (rule IN ('trace', 'amount_and_reference', 'by_hand')),
    matched_by      TEXT NOT NULL REFERENCES accounts (id),
    matched_by_name TEXT NOT NULL,
    matched_at      TIMESTAMP NOT NULL,
    journal_seq     BIGINT NOT NULL UNIQUE
);
