-- What an officer proposes to award. The money is reserved while it is open.
CREATE TABLE recommendations (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL,
    stage          TEXT NOT NULL CHECK (stage IN ('open', 'approved', 'sent_back', 'rejected')),
    total_cents    BIGINT NOT NULL CHECK (total_cents > 0),
    period_start   DATE NOT NULL,
    period_end     DATE NOT NULL,
    rationale      TEXT NOT NULL,
    digest         TEXT NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    actor_name     TEXT NOT NULL,
    at             TIMESTAMP NOT NULL,
    version        BIGINT NOT NULL DEFAULT 1,
    CHECK (period_start <= period_end)
);
CREATE INDEX recommendations_by_application ON recommendations (application_id, at);
CREATE INDEX recommendations_by_stage ON recommendations (stage, at);
CREATE TABLE recommendation_lines (
    recommendation_id TEXT NOT NULL REFERENCES recommendations (id),
    category          TEXT NOT NULL,
    amount_cents      BIGINT NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (recommendation_id, category)
);

-- What was decided, by whom and why. Append only.
CREATE TABLE decisions (
    id                TEXT PRIMARY KEY,
    application_id    TEXT NOT NULL,
    recommendation_id TEXT REFERENCES recommendations (id),
    outcome           TEXT NOT NULL CHECK (outcome IN ('awarded', 'declined', 'sent_back')),
    reason            TEXT NOT NULL,
    subject_digest    TEXT,
    account_id        TEXT NOT NULL REFERENCES accounts (id),
    actor_name        TEXT NOT NULL,
    at                TIMESTAMP NOT NULL
);
CREATE INDEX decisions_by_application ON decisions (application_id, at);

-- An award has the identifier and the reference number of its application.
CREATE TABLE awards (
    id              TEXT PRIMARY KEY,
    reference       TEXT NOT NULL UNIQUE,
    opportunity_id  TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    title           TEXT NOT NULL,
    recommendation_id TEXT NOT NULL UNIQUE REFERENCES recommendations (id),
    amount_cents    BIGINT NOT NULL CHECK (amount_cents > 0),
    budget_version  INTEGER NOT NULL,
    period_start    DATE NOT NULL,
    period_end      DATE NOT NULL,
    offered_at      TIMESTAMP NOT NULL,
    accepted_at     TIMESTAMP,
    declined_at     TIMESTAMP,
    closed_at       TIMESTAMP,
    version         BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX awards_by_organisation ON awards (organisation_id, offered_at);
CREATE INDEX awards_by_opportunity ON awards (opportunity_id, offered_at);
CREATE TABLE award_budget_lines (
    award_id       TEXT NOT NULL REFERENCES awards (id),
    budget_version INTEGER NOT NULL,
    category       TEXT NOT NULL,
    amount_cents   BIGINT NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (award_id, budget_version, category)
);

-- The text a city signs, and its signing. The text never changes; it is signed once.
CREATE TABLE agreements (
    id          TEXT PRIMARY KEY,
    award_id    TEXT NOT NULL REFERENCES awards (id),
    n           INTEGER NOT NULL,
    template    TEXT NOT NULL,
    text        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    made_at     TIMESTAMP NOT NULL,
    account_id  TEXT REFERENCES accounts (id),
    typed_name  TEXT,
    accepted_at TIMESTAMP,
    UNIQUE (award_id, n)
);
