-- Who says that they act for a city, how they prove it, and what the fund found. A claim that was
-- decided stays; after a refusal a new proof makes a new one.
CREATE TABLE city_claims (
    id                TEXT PRIMARY KEY,
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    claimed_by        TEXT REFERENCES accounts (id),
    claimant          TEXT NOT NULL,
    claimed_at        TIMESTAMP NOT NULL,
    mailbox           TEXT,
    mailbox_proved_at TIMESTAMP,
    letter_name       TEXT,
    letter_type       TEXT,
    letter_sha256     TEXT,
    letter_at         TIMESTAMP,
    outcome           TEXT CHECK (outcome IN ('confirmed', 'refused')),
    reason            TEXT,
    decided_by        TEXT REFERENCES accounts (id),
    decided_by_name   TEXT,
    decided_at        TIMESTAMP,
    CHECK ((outcome IS NULL) = (decided_at IS NULL)),
    CHECK ((letter_sha256 IS NULL) = (letter_at IS NULL))
);
CREATE UNIQUE INDEX city_claims_open ON city_claims (organisation_id) WHERE outcome IS NULL;
CREATE UNIQUE INDEX city_claims_confirmed ON city_claims (organisation_id) WHERE outcome = 'confirmed';
CREATE INDEX city_claims_by_city ON city_claims (organisation_id, claimed_at);

-- Cities that were there before claims were asked for stay as they are.
INSERT INTO city_claims (id, organisation_id, claimant, claimed_at, outcome, reason, decided_by_name, decided_at)
SELECT id, id, 'Nobody', created_at, 'confirmed', 'Registered before proofs were asked for.', 'the system', created_at
FROM organisations;

-- Who is named as the authorized official of a city, and what became of it.
CREATE TABLE official_namings (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name            TEXT NOT NULL,
    job_title       TEXT NOT NULL,
    email           TEXT NOT NULL,
    named_by        TEXT NOT NULL REFERENCES accounts (id),
    named_by_name   TEXT NOT NULL,
    named_at        TIMESTAMP NOT NULL,
    -- Asked of the fund where somebody else than the official in office names another.
    asks_fund       BOOLEAN NOT NULL,
    sent_at         TIMESTAMP,
    expires_at      TIMESTAMP,
    outcome         TEXT CHECK (outcome IN ('confirmed', 'stopped', 'replaced', 'refused')),
    closed_at       TIMESTAMP,
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK ((sent_at IS NULL) = (expires_at IS NULL))
);
CREATE UNIQUE INDEX official_namings_open ON official_namings (organisation_id) WHERE outcome IS NULL;
CREATE INDEX official_namings_by_email ON official_namings (email);
