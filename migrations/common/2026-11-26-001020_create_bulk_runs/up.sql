-- One action that somebody took on many cases after a look at what would happen.
CREATE TABLE bulk_runs (
    id           TEXT PRIMARY KEY,
    action       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    made_by      TEXT NOT NULL REFERENCES accounts (id),
    made_by_name TEXT NOT NULL,
    made_at      TIMESTAMP NOT NULL
);
-- Each of those cases, at the version that was looked at, and what became of it.
CREATE TABLE bulk_cases (
    run_id         TEXT NOT NULL REFERENCES bulk_runs (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    seen_version   BIGINT NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('waits', 'done', 'failed')),
    reason         TEXT,
    PRIMARY KEY (run_id, application_id)
);
