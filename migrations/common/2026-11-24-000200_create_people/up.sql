CREATE TABLE places (
    geoname_id  BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    search_name TEXT NOT NULL,
    state       TEXT NOT NULL,
    county_fips TEXT,
    county      TEXT,
    population  BIGINT NOT NULL,
    time_zone   TEXT NOT NULL,
    latitude    TEXT NOT NULL,
    longitude   TEXT NOT NULL
);
CREATE INDEX places_by_name ON places (search_name, population);

CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    geoname_id BIGINT REFERENCES places (geoname_id),
    state      TEXT NOT NULL,
    county     TEXT,
    population BIGINT NOT NULL,
    time_zone  TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (geoname_id)
);
CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT,
    locale        TEXT NOT NULL DEFAULT 'en',
    failed_sign_ins INTEGER NOT NULL DEFAULT 0,
    disabled_at   TIMESTAMP,
    created_at    TIMESTAMP NOT NULL,
    version       BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE memberships (
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    role            TEXT NOT NULL CHECK (role IN ('preparer', 'authorized_official', 'viewer')),
    granted_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, organisation_id, role)
);
CREATE INDEX memberships_by_organisation ON memberships (organisation_id);
CREATE TABLE fund_roles (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role       TEXT NOT NULL CHECK (role IN ('reviewer', 'chair', 'program_officer', 'approving_official', 'finance_officer', 'releasing_officer', 'auditor', 'administrator')),
    granted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, role)
);
CREATE TABLE sessions (
    token_hash   TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    created_at   TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    device       TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE TABLE one_time_links (
    token_hash TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    email      TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    detail     TEXT NOT NULL DEFAULT '{}',
    expires_at TIMESTAMP NOT NULL,
    used_at    TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX one_time_links_by_email ON one_time_links (email, created_at);
CREATE TABLE api_tokens (
    token_hash   TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    label        TEXT NOT NULL,
    scope        TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    revoked_at   TIMESTAMP
);
