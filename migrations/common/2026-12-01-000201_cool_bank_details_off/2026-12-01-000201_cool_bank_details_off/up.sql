-- Bank details cool off after a change; another person of the city may have to confirm them; a test entry may go first.
ALTER TABLE bank_details ADD COLUMN usable_from TIMESTAMP;
ALTER TABLE bank_details ADD COLUMN confirmed_by TEXT;
ALTER TABLE bank_details ADD COLUMN confirmed_by_name TEXT;
ALTER TABLE bank_details ADD COLUMN confirmed_at TIMESTAMP;
ALTER TABLE bank_details ADD COLUMN frozen_at TIMESTAMP;
ALTER TABLE bank_details ADD COLUMN awaits_prenote BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE bank_details ADD COLUMN source TEXT NOT NULL DEFAULT 'city' CHECK (source IN ('city', 'notice'));

-- Test entries of no money. They are wanted when an account is verified, and sent in the file of a payment run.
CREATE TABLE prenotes (
    id              TEXT PRIMARY KEY,
    bank_details_id TEXT NOT NULL UNIQUE REFERENCES bank_details (id),
    state           TEXT NOT NULL CHECK (state IN ('wanted', 'sent', 'clear', 'returned')),
    wanted_at       TIMESTAMP NOT NULL,
    trace_number    TEXT UNIQUE,
    run_id          TEXT REFERENCES payment_runs (id),
    sent_on         DATE,
    clear_on        DATE,
    return_code     TEXT,
    CHECK (state = 'wanted' OR (run_id IS NOT NULL AND sent_on IS NOT NULL AND clear_on IS NOT NULL)),
    CHECK (state <> 'returned' OR return_code IS NOT NULL)
);
CREATE INDEX prenotes_by_state ON prenotes (state, wanted_at);
CREATE INDEX prenotes_by_run ON prenotes (run_id);

-- What a bank says is wrong in the details of a city. Nothing changes until a second person takes it over.
CREATE TABLE bank_proposals (
    id               TEXT PRIMARY KEY,
    organisation_id  TEXT NOT NULL REFERENCES organisations (id),
    bank_details_id  TEXT NOT NULL REFERENCES bank_details (id),
    payment_id       TEXT REFERENCES payments (id),
    code             TEXT NOT NULL,
    trace_number     TEXT NOT NULL,
    routing_number   TEXT,
    account_sealed   TEXT,
    account_last4    TEXT,
    account_kind     TEXT CHECK (account_kind IN ('checking', 'savings')),
    holder           TEXT,
    found_by         TEXT NOT NULL REFERENCES accounts (id),
    found_by_name    TEXT NOT NULL,
    found_at         TIMESTAMP NOT NULL,
    outcome          TEXT CHECK (outcome IN ('taken_over', 'set_aside')),
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    reason           TEXT,
    new_details_id   TEXT REFERENCES bank_details (id),
    UNIQUE (trace_number, code),
    CHECK (decided_by IS NULL OR decided_by <> found_by),
    CHECK ((outcome IS NULL) = (decided_by IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'taken_over' OR new_details_id IS NOT NULL)
);
CREATE INDEX bank_proposals_open ON bank_proposals (outcome, found_at);
