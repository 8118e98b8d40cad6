-- What people told of trouble with the site, with what the program knew at that instant.
-- Only the answer is added later.
CREATE TABLE trouble_reports (
    id               TEXT PRIMARY KEY,
    n                BIGINT NOT NULL UNIQUE,
    reported_at      TIMESTAMP NOT NULL,
    told             TEXT NOT NULL,
    page             TEXT,
    request_id       TEXT,
    account_id       TEXT REFERENCES accounts (id),
    name             TEXT NOT NULL,
    reach            TEXT NOT NULL,
    reference        TEXT,
    application_id   TEXT REFERENCES applications (id),
    closes_at        TIMESTAMP,
    missing          INTEGER,
    browser          TEXT,
    answer           TEXT,
    answered_by      TEXT REFERENCES accounts (id),
    answered_by_name TEXT,
    answered_at      TIMESTAMP
);
CREATE INDEX trouble_reports_open ON trouble_reports (n) WHERE answered_at IS NULL;
CREATE INDEX trouble_reports_by_application ON trouble_reports (application_id, n);
