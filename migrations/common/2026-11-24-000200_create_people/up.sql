-- Places of the United States, from GeoNames. `search_name` is the folded name.
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
    kind       TEXT NOT NULL CHECK (kind IN ('city')),
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
    disabled_at   TIMESTAMP,
    created_at    TIMESTAMP NOT NULL,
    version       BIGINT NOT NULL DEFAULT 1
);
-- Failed sign-ins in a row, by address, whether or not it has an account: an
-- answer must not tell which addresses are known.
CREATE TABLE sign_in_failures (
    email          TEXT PRIMARY KEY,
    failures       INTEGER NOT NULL,
    last_failed_at TIMESTAMP NOT NULL
);
CREATE TABLE memberships (
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    role            TEXT NOT NULL CHECK (role IN ('preparer', 'authorized_official', 'viewer')),
    granted_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, organisation_id, role)
);
CREATE INDEX memberships_by_organisation ON memberships (organisation_id);
-- People who asked to belong to a city that is registered already.
CREATE TABLE join_requests (
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    asked_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, organisation_id)
);
CREATE INDEX join_requests_by_organisation ON join_requests (organisation_id);
CREATE TABLE fund_roles (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role       TEXT NOT NULL CHECK (role IN ('reviewer', 'chair', 'program_officer', 'approving_official', 'finance_officer', 'releasing_officer', 'auditor', 'administrator')),
    granted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, role)
);
-- Secrets that people carry (sessions, links, tokens) are kept as SHA-256 only.
CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    method       TEXT NOT NULL CHECK (method IN ('password', 'link')),
    device       TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    idle_minutes BIGINT NOT NULL,
    expires_at   TIMESTAMP NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE TABLE one_time_links (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    purpose    TEXT NOT NULL,
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    invited_by TEXT REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at    TIMESTAMP
);
CREATE INDEX one_time_links_by_email ON one_time_links (email, created_at);
CREATE TABLE api_tokens (
    id           TEXT PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    label        TEXT NOT NULL,
    scope        TEXT NOT NULL CHECK (scope IN ('read', 'write')),
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    revoked_at   TIMESTAMP
);
CREATE INDEX api_tokens_by_account ON api_tokens (account_id);
