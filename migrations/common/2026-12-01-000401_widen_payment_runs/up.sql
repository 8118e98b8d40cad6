-- How a run pays, when it shall arrive, and the version of the workflow by which it is approved and released.
ALTER TABLE payment_runs ADD COLUMN method TEXT NOT NULL DEFAULT 'ach' CHECK (method IN ('ach', 'payables', 'cheque'));
ALTER TABLE payment_runs ADD COLUMN wanted_on DATE;
ALTER TABLE payment_runs ADD COLUMN same_day BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE payment_runs ADD COLUMN workflow_hash TEXT;

-- Who took the file of a run out, and when.
CREATE TABLE run_downloads (
    id          TEXT PRIMARY KEY,
    run_id      TEXT NOT NULL REFERENCES payment_runs (id),
    file_sha256 TEXT NOT NULL,
    account_id  TEXT NOT NULL REFERENCES accounts (id),
    actor_name  TEXT NOT NULL,
    at          TIMESTAMP NOT NULL
);
CREATE INDEX run_downloads_by_run ON run_downloads (run_id, at);
