-- Decisions of a round that are told together, in the name of who planned it.
CREATE TABLE releases (
    id              TEXT PRIMARY KEY,
    opportunity_id  TEXT NOT NULL REFERENCES opportunities (id),
    due_at          TIMESTAMP NOT NULL,
    planned_by      TEXT NOT NULL REFERENCES accounts (id),
    planned_by_name TEXT NOT NULL,
    planned_at      TIMESTAMP NOT NULL,
    stage           TEXT NOT NULL CHECK (stage IN ('planned', 'done', 'cancelled')),
    ended_at        TIMESTAMP
);
CREATE INDEX releases_by_stage ON releases (stage, due_at, id);
-- Each case of a release, with the digest of the letter that was looked at, and what became of it.
CREATE TABLE release_cases (
    release_id     TEXT NOT NULL REFERENCES releases (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    letter_sha256  TEXT NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('waits', 'told', 'not_told', 'cancelled')),
    reason         TEXT,
    ended_at       TIMESTAMP,
    PRIMARY KEY (release_id, application_id)
);
-- A case waits in one release at most.
CREATE UNIQUE INDEX release_cases_waiting ON release_cases (application_id) WHERE outcome = 'waits';
