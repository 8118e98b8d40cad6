-- Runs of test entries alone must be gone before.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE payment_runs_kept AS SELECT * FROM payment_runs;
DROP TABLE payment_runs;
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
    method           TEXT NOT NULL DEFAULT 'ach' CHECK (method IN ('ach', 'payables', 'cheque')),
    wanted_on        DATE,
    same_day         BOOLEAN NOT NULL DEFAULT FALSE,
    workflow_hash    TEXT,
    CHECK (approved_by IS NULL OR approved_by <> prepared_by)
);
INSERT INTO payment_runs (
    id, number, state, total_cents, payments_count, digest, prepared_by, prepared_by_name, prepared_at, approved_by, approved_by_name,
    approved_at, released_by, released_by_name, released_at, effective_on, policy_name, version, method, wanted_on, same_day, workflow_hash
)
SELECT
    id, number, state, total_cents, payments_count, digest, prepared_by, prepared_by_name, prepared_at, approved_by, approved_by_name,
    approved_at, released_by, released_by_name, released_at, effective_on, policy_name, version, method, wanted_on, same_day, workflow_hash
FROM payment_runs_kept;
DROP TABLE payment_runs_kept;
