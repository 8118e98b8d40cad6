-- What a person of the fund found before an award, as of a day and until a day. Append only.
CREATE TABLE risk_attestations (
    id                  TEXT PRIMARY KEY,
    organisation_id     TEXT NOT NULL REFERENCES organisations (id),
    application_id      TEXT REFERENCES applications (id),
    kind                TEXT NOT NULL,
    outcome             TEXT NOT NULL,
    identifier          TEXT,
    note                TEXT NOT NULL,
    evidence_sha256     TEXT,
    evidence_name       TEXT,
    evidence_media_type TEXT,
    policy_version      TEXT NOT NULL,
    attested_by         TEXT NOT NULL REFERENCES accounts (id),
    attested_by_name    TEXT NOT NULL,
    attested_at         TIMESTAMP NOT NULL,
    valid_until         DATE NOT NULL,
    CHECK ((evidence_sha256 IS NULL) = (evidence_name IS NULL)),
    CHECK ((evidence_sha256 IS NULL) = (evidence_media_type IS NULL))
);
CREATE INDEX risk_attestations_by_organisation ON risk_attestations (organisation_id, kind, attested_at);

-- Specific conditions of an award [2 CFR 200.208]: imposed by one person, lifted by another, never edited.
CREATE TABLE award_conditions (
    id              TEXT PRIMARY KEY,
    application_id  TEXT NOT NULL REFERENCES applications (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    attestation_id  TEXT REFERENCES risk_attestations (id),
    proposal        TEXT,
    text            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    remedy          TEXT NOT NULL,
    citation        TEXT NOT NULL,
    imposed_by      TEXT NOT NULL REFERENCES accounts (id),
    imposed_by_name TEXT NOT NULL,
    imposed_at      TIMESTAMP NOT NULL,
    lifted_by       TEXT REFERENCES accounts (id),
    lifted_by_name  TEXT,
    lifted_at       TIMESTAMP,
    lift_reason     TEXT,
    version         BIGINT NOT NULL DEFAULT 1,
    CHECK (proposal IS NULL OR attestation_id IS NOT NULL),
    CHECK (lifted_by IS NULL OR lifted_by <> imposed_by),
    CHECK ((lifted_by IS NULL) = (lifted_by_name IS NULL)),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL)),
    CHECK ((lifted_by IS NULL) = (lift_reason IS NULL))
);
CREATE INDEX award_conditions_by_application ON award_conditions (application_id, imposed_at);
