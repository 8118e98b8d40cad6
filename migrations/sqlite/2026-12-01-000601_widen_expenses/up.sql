-- An expense has a payee, perhaps an amount in another currency, nights and days, and a part that is not allowed. Its
-- receipt may be missing. A CHECK is changed by building the table anew.
CREATE TABLE expenses_rebuilt (
    id                TEXT PRIMARY KEY,
    award_id          TEXT NOT NULL,
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    activity_id       TEXT NOT NULL,
    category          TEXT NOT NULL,
    attendee_id       TEXT,
    spent_on          DATE NOT NULL,
    amount_cents      BIGINT NOT NULL CHECK (amount_cents > 0),
    description       TEXT NOT NULL,
    receipt_sha256    TEXT,
    receipt_name      TEXT,
    receipt_media_type TEXT,
    state             TEXT NOT NULL CHECK (state IN ('submitted', 'questioned', 'accepted', 'disallowed')),
    reason            TEXT,
    submitted_by      TEXT NOT NULL REFERENCES accounts (id),
    submitted_by_name TEXT NOT NULL,
    submitted_at      TIMESTAMP NOT NULL,
    decided_by        TEXT REFERENCES accounts (id),
    decided_by_name   TEXT,
    decided_at        TIMESTAMP,
    advance_cents     BIGINT NOT NULL DEFAULT 0 CHECK (advance_cents >= 0),
    claim_cents       BIGINT NOT NULL DEFAULT 0 CHECK (claim_cents >= 0),
    version           BIGINT NOT NULL DEFAULT 1,
    payee             TEXT NOT NULL DEFAULT '',
    currency          TEXT,
    foreign_minor     BIGINT CHECK (foreign_minor > 0),
    fx_rate           TEXT,
    fx_source         TEXT,
    nights            INTEGER CHECK (nights > 0),
    days              INTEGER CHECK (days > 0),
    disallowed_cents  BIGINT NOT NULL DEFAULT 0 CHECK (disallowed_cents >= 0),
    CHECK (state <> 'accepted' OR advance_cents + claim_cents + disallowed_cents = amount_cents),
    CHECK ((currency IS NULL) = (foreign_minor IS NULL) AND (currency IS NULL) = (fx_rate IS NULL) AND (currency IS NULL) = (fx_source IS NULL)),
    CHECK ((receipt_sha256 IS NULL) = (receipt_name IS NULL) AND (receipt_sha256 IS NULL) = (receipt_media_type IS NULL))
);
INSERT INTO expenses_rebuilt (
    id, award_id, organisation_id, activity_id, category, attendee_id, spent_on, amount_cents, description, receipt_sha256, receipt_name,
    receipt_media_type, state, reason, submitted_by, submitted_by_name, submitted_at, decided_by, decided_by_name, decided_at,
    advance_cents, claim_cents, version
)
SELECT
    id, award_id, organisation_id, activity_id, category, attendee_id, spent_on, amount_cents, description, receipt_sha256, receipt_name,
    receipt_media_type, state, reason, submitted_by, submitted_by_name, submitted_at, decided_by, decided_by_name, decided_at,
    advance_cents, claim_cents, version
FROM expenses;
DROP TABLE expenses;
ALTER TABLE expenses_rebuilt RENAME TO expenses;
CREATE INDEX expenses_by_award ON expenses (award_id, activity_id);
CREATE INDEX expenses_by_state ON expenses (state, submitted_at);
CREATE INDEX expenses_by_submitter ON expenses (submitted_by);
CREATE INDEX expenses_by_activity ON expenses (activity_id);
CREATE INDEX expenses_by_receipt ON expenses (receipt_sha256);
CREATE INDEX expenses_by_category ON expenses (award_id, category);
CREATE INDEX expenses_by_day ON expenses (spent_on, id);
