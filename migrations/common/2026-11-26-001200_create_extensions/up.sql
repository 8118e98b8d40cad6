-- More time for all cities of a round, or for one of them; never less. Rows never change.
CREATE TABLE deadline_extensions (
    id              TEXT PRIMARY KEY,
    opportunity_id  TEXT NOT NULL REFERENCES opportunities (id),
    organisation_id TEXT REFERENCES organisations (id),
    closes_at       TIMESTAMP NOT NULL,
    reason          TEXT NOT NULL,
    granted_by      TEXT NOT NULL REFERENCES accounts (id),
    granted_by_name TEXT NOT NULL,
    granted_at      TIMESTAMP NOT NULL
);
CREATE INDEX deadline_extensions_by_round ON deadline_extensions (opportunity_id, organisation_id, closes_at);
