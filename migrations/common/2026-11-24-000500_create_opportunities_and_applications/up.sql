-- A funding opportunity, with what the public list shows of its current version.
CREATE TABLE opportunities (
    id                TEXT PRIMARY KEY,
    slug              TEXT NOT NULL UNIQUE,
    title             TEXT NOT NULL,
    fund              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    definition_sha256 TEXT NOT NULL,
    opens_at          TIMESTAMP NOT NULL,
    closes_at         TIMESTAMP NOT NULL,
    zone              TEXT NOT NULL,
    created_at        TIMESTAMP NOT NULL,
    published_at      TIMESTAMP,
    version           BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX opportunities_by_state ON opportunities (state, closes_at);
-- Every definition ever imported. Applications stay on the one they began with.
CREATE TABLE opportunity_versions (
    sha256         TEXT PRIMARY KEY,
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    n              INTEGER NOT NULL,
    toml           TEXT NOT NULL,
    json           TEXT NOT NULL,
    imported_by    TEXT NOT NULL,
    imported_at    TIMESTAMP NOT NULL,
    UNIQUE (opportunity_id, n)
);

CREATE TABLE reference_numbers (
    year INTEGER PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE applications (
    id                TEXT PRIMARY KEY,
    reference         TEXT NOT NULL UNIQUE,
    opportunity_id    TEXT NOT NULL REFERENCES opportunities (id),
    definition_sha256 TEXT NOT NULL REFERENCES opportunity_versions (sha256),
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    title             TEXT NOT NULL,
    editable_scope    TEXT NOT NULL,
    total_cents       BIGINT NOT NULL DEFAULT 0,
    created_by        TEXT NOT NULL REFERENCES accounts (id),
    created_at        TIMESTAMP NOT NULL,
    updated_at        TIMESTAMP NOT NULL,
    submitted_at      TIMESTAMP,
    answer_by         TIMESTAMP,
    withdrawn_at      TIMESTAMP,
    version           BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX applications_by_organisation ON applications (organisation_id, created_at);
CREATE INDEX applications_by_opportunity ON applications (opportunity_id, submitted_at);
CREATE TABLE application_answers (
    application_id TEXT NOT NULL REFERENCES applications (id),
    question_id    TEXT NOT NULL,
    value          TEXT NOT NULL,
    answered_by    TEXT NOT NULL,
    answered_at    TIMESTAMP NOT NULL,
    version        BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (application_id, question_id)
);
CREATE TABLE activities (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    position       INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    title          TEXT NOT NULL,
    place          TEXT NOT NULL,
    country        TEXT NOT NULL,
    starts_on      DATE NOT NULL,
    ends_on        DATE NOT NULL,
    partner        TEXT NOT NULL,
    provider       TEXT NOT NULL,
    version        BIGINT NOT NULL DEFAULT 1,
    UNIQUE (application_id, position),
    CHECK (ends_on >= starts_on)
);
CREATE TABLE attendees (
    id          TEXT PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activities (id),
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    job         TEXT NOT NULL,
    standing    TEXT NOT NULL CHECK (standing IN ('career', 'appointee')),
    UNIQUE (activity_id, position)
);
CREATE TABLE budget_lines (
    activity_id    TEXT NOT NULL REFERENCES activities (id),
    category       TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    amount_cents   BIGINT NOT NULL CHECK (amount_cents > 0),
    note           TEXT NOT NULL,
    PRIMARY KEY (activity_id, category)
);
CREATE INDEX budget_lines_by_application ON budget_lines (application_id);
CREATE TABLE attachments (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    slot           TEXT NOT NULL,
    name           TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    size_bytes     BIGINT NOT NULL,
    sha256         TEXT NOT NULL,
    added_by       TEXT NOT NULL,
    added_at       TIMESTAMP NOT NULL,
    UNIQUE (application_id, slot)
);
-- What was received, word for word. Immutable; at most one for each version of an application.
CREATE TABLE submissions (
    id                  TEXT PRIMARY KEY,
    application_id      TEXT NOT NULL REFERENCES applications (id),
    n                   INTEGER NOT NULL,
    application_version BIGINT NOT NULL,
    document            TEXT NOT NULL,
    sha256              TEXT NOT NULL,
    received_at         TIMESTAMP NOT NULL,
    deadline_at         TIMESTAMP NOT NULL,
    deadline_version    INTEGER NOT NULL,
    total_cents         BIGINT NOT NULL,
    certified_by        TEXT NOT NULL REFERENCES accounts (id),
    certified_name      TEXT NOT NULL,
    UNIQUE (application_id, n),
    UNIQUE (application_id, application_version)
);
-- Each time an application was sent back with named questions.
CREATE TABLE application_returns (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    n              INTEGER NOT NULL,
    scope          TEXT NOT NULL,
    note           TEXT NOT NULL,
    returned_by    TEXT NOT NULL,
    returned_at    TIMESTAMP NOT NULL,
    answer_by      TIMESTAMP NOT NULL,
    UNIQUE (application_id, n)
);
