-- Who applies together with the lead city: another city of the register of places, or a network by name.
-- What each said of its part is kept with the very words and sums that it saw; rows of answers never change.
CREATE TABLE application_partners (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    geoname_id     BIGINT,
    name           TEXT NOT NULL,
    contact_name   TEXT NOT NULL,
    contact_email  TEXT NOT NULL,
    part           TEXT NOT NULL,
    asked_n        INTEGER NOT NULL DEFAULT 0 CHECK (asked_n >= 0),
    asked_at       TIMESTAMP,
    version        BIGINT NOT NULL DEFAULT 1,
    removed_at     TIMESTAMP
);
CREATE INDEX application_partners_by_application ON application_partners (application_id, id);
CREATE UNIQUE INDEX application_partners_once ON application_partners (application_id, geoname_id) WHERE removed_at IS NULL;
CREATE TABLE partner_answers (
    id             TEXT PRIMARY KEY,
    partner_id     TEXT NOT NULL REFERENCES application_partners (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    asked_n        INTEGER NOT NULL CHECK (asked_n >= 1),
    is_confirmed   BOOLEAN NOT NULL,
    name           TEXT NOT NULL,
    job_title      TEXT NOT NULL,
    reason         TEXT NOT NULL,
    document       TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    at             TIMESTAMP NOT NULL,
    UNIQUE (partner_id, asked_n)
);
CREATE INDEX partner_answers_by_application ON partner_answers (application_id, id);
ALTER TABLE cost_items ADD COLUMN partner_id TEXT REFERENCES application_partners (id);
