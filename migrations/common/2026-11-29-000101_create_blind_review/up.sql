-- What reviewers who do not see who applies know an application by in its round: drawn by lot when its first reviewer is asked.
CREATE TABLE blind_labels (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    lot            BIGINT NOT NULL CHECK (lot >= 0)
);
CREATE UNIQUE INDEX blind_labels_once ON blind_labels (opportunity_id, lot);
INSERT INTO blind_labels (application_id, opportunity_id, lot)
SELECT application_id, opportunity_id, row_number() OVER (PARTITION BY opportunity_id ORDER BY random()) - 1
FROM (SELECT DISTINCT application_id, opportunity_id FROM review_assignments) AS asked;
-- Whether reviewers of a round wait for prepared copies.
CREATE TABLE blind_rounds (
    opportunity_id  TEXT PRIMARY KEY REFERENCES opportunities (id),
    waits           BOOLEAN NOT NULL,
    changed_by      TEXT NOT NULL REFERENCES accounts (id),
    changed_by_name TEXT NOT NULL,
    changed_at      TIMESTAMP NOT NULL,
    version         BIGINT NOT NULL
);
CREATE INDEX blind_rounds_waiting ON blind_rounds (opportunity_id) WHERE waits;
-- The copy of an application that staff prepare for reviewers: of which received document, of which texts and files, and whether it is ready.
CREATE TABLE blind_copies (
    application_id  TEXT PRIMARY KEY REFERENCES applications (id),
    document_sha256 TEXT NOT NULL,
    content_sha256  TEXT NOT NULL,
    ready_at        TIMESTAMP,
    saved_by        TEXT NOT NULL REFERENCES accounts (id),
    saved_by_name   TEXT NOT NULL,
    saved_at        TIMESTAMP NOT NULL,
    version         BIGINT NOT NULL
);
-- What reviewers read in place of a text, which is named by its digest: wherever it stands, it is redacted alike.
CREATE TABLE blind_passages (
    application_id  TEXT NOT NULL REFERENCES blind_copies (application_id),
    original_sha256 TEXT NOT NULL,
    redacted        TEXT NOT NULL,
    saved_by_name   TEXT NOT NULL,
    saved_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, original_sha256)
);
-- What reviewers get in place of a file, which is named by its digest; a file without a row is served without what it says about itself.
CREATE TABLE blind_files (
    application_id  TEXT NOT NULL REFERENCES blind_copies (application_id),
    original_sha256 TEXT NOT NULL,
    choice          TEXT NOT NULL CHECK (choice IN ('withheld', 'replaced')),
    sha256          TEXT,
    name            TEXT,
    media_type      TEXT,
    size_bytes      BIGINT,
    saved_by_name   TEXT NOT NULL,
    saved_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, original_sha256),
    CHECK ((choice = 'replaced') = (sha256 IS NOT NULL AND name IS NOT NULL AND media_type IS NOT NULL AND size_bytes IS NOT NULL))
);
