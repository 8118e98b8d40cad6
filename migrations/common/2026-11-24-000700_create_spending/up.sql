-- What a city spent of its award: per activity and category, with a receipt.
CREATE TABLE expenses (
    id                TEXT PRIMARY KEY,
    award_id          TEXT NOT NULL,
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    activity_id       TEXT NOT NULL,
    category          TEXT NOT NULL,
    attendee_id       TEXT,
    spent_on          DATE NOT NULL,
    amount_cents      BIGINT NOT NULL CHECK (amount_cents > 0),
    description       TEXT NOT NULL,
    receipt_sha256    TEXT NOT NULL,
    receipt_name      TEXT NOT NULL,
    receipt_media_type TEXT NOT NULL,
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
    CHECK (state <> 'accepted' OR advance_cents + claim_cents = amount_cents)
);
CREATE INDEX expenses_by_award ON expenses (award_id, activity_id);
CREATE INDEX expenses_by_state ON expenses (state, submitted_at);

-- The last report of an award, by the city; one, resubmitted if it is returned.
CREATE TABLE final_reports (
    award_id          TEXT PRIMARY KEY,
    organisation_id   TEXT NOT NULL REFERENCES organisations (id),
    state             TEXT NOT NULL CHECK (state IN ('submitted', 'returned', 'accepted')),
    summary           TEXT NOT NULL,
    unspent_cents     BIGINT NOT NULL CHECK (unspent_cents >= 0),
    submitted_by      TEXT NOT NULL REFERENCES accounts (id),
    submitted_by_name TEXT NOT NULL,
    submitted_at      TIMESTAMP NOT NULL,
    reason            TEXT,
    decided_by        TEXT REFERENCES accounts (id),
    decided_by_name   TEXT,
    decided_at        TIMESTAMP,
    version           BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE final_report_activities (
    award_id    TEXT NOT NULL REFERENCES final_reports (award_id),
    activity_id TEXT NOT NULL,
    narrative   TEXT NOT NULL,
    PRIMARY KEY (award_id, activity_id)
);
CREATE TABLE final_report_attendees (
    award_id    TEXT NOT NULL REFERENCES final_reports (award_id),
    activity_id TEXT NOT NULL,
    attendee_id TEXT NOT NULL,
    PRIMARY KEY (award_id, activity_id, attendee_id)
);
CREATE TABLE closeouts (
    award_id          TEXT PRIMARY KEY,
    deobligated_cents BIGINT NOT NULL CHECK (deobligated_cents >= 0),
    spent_cents       BIGINT NOT NULL CHECK (spent_cents >= 0),
    closed_by         TEXT NOT NULL REFERENCES accounts (id),
    closed_by_name    TEXT NOT NULL,
    closed_at         TIMESTAMP NOT NULL
);
