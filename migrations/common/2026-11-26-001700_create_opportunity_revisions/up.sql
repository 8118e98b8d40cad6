-- The next version of an opportunity while officers work on it: at most one for each name in addresses.
CREATE TABLE opportunity_revisions (
    slug        TEXT PRIMARY KEY,
    base_sha256 TEXT,
    toml        TEXT NOT NULL,
    changed_by  TEXT NOT NULL,
    changed_at  TIMESTAMP NOT NULL,
    version     BIGINT NOT NULL DEFAULT 1
);
