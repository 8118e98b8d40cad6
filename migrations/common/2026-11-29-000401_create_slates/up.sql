-- The choice of a round as it was adopted, with all that it was made from: never changed, superseded by the next one.
CREATE TABLE slates (
    id                TEXT PRIMARY KEY,
    opportunity_id    TEXT NOT NULL REFERENCES opportunities (id),
    n                 INTEGER NOT NULL CHECK (n >= 1),
    budget_cents      BIGINT NOT NULL CHECK (budget_cents >= 0),
    cost_cents        BIGINT NOT NULL CHECK (cost_cents >= 0 AND cost_cents <= budget_cents),
    chosen            INTEGER NOT NULL CHECK (chosen >= 1),
    reason            TEXT NOT NULL CHECK (reason <> ''),
    model             TEXT NOT NULL,
    definition_sha256 TEXT NOT NULL REFERENCES opportunity_versions (sha256),
    inputs_sha256     TEXT NOT NULL,
    document          TEXT NOT NULL,
    adopted_by        TEXT NOT NULL REFERENCES accounts (id),
    adopted_by_name   TEXT NOT NULL,
    adopted_at        TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX slates_in_order ON slates (opportunity_id, n);
-- What a slate says of each application that could be chosen: an amount, a place among the runners-up, or neither.
CREATE TABLE slate_lines (
    slate_id       TEXT NOT NULL REFERENCES slates (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    amount_cents   BIGINT CHECK (amount_cents >= 0),
    runner_up      INTEGER CHECK (runner_up IS NULL OR (runner_up >= 1 AND amount_cents IS NULL)),
    PRIMARY KEY (slate_id, application_id)
);
CREATE INDEX slate_lines_by_application ON slate_lines (application_id);
