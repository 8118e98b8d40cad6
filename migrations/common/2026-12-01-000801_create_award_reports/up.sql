-- For which period the reports of an award were put on the schedule.
CREATE TABLE report_schedules (
    award_id     TEXT PRIMARY KEY REFERENCES awards (id),
    period_start DATE NOT NULL,
    period_end   DATE NOT NULL,
    made_at      TIMESTAMP NOT NULL
);
-- What a city owes, by award, form and the last day that it tells of.
CREATE TABLE award_reports (
    id              TEXT PRIMARY KEY,
    award_id        TEXT NOT NULL REFERENCES awards (id),
    form            TEXT NOT NULL CHECK (form IN ('performance', 'financial', 'final_performance', 'final_financial')),
    period_start    DATE NOT NULL,
    period_end      DATE NOT NULL,
    due_on          DATE NOT NULL,
    remind_on       DATE,
    state           TEXT NOT NULL CHECK (state IN ('owed', 'submitted', 'returned', 'accepted', 'waived')),
    reason          TEXT,
    submitted_by    TEXT REFERENCES accounts (id),
    decided_by      TEXT REFERENCES accounts (id),
    decided_by_name TEXT,
    decided_at      TIMESTAMP,
    version         BIGINT NOT NULL DEFAULT 1,
    CHECK (period_start <= period_end),
    CHECK (state NOT IN ('submitted', 'returned', 'accepted') OR submitted_by IS NOT NULL OR form = 'final_performance'),
    CHECK (decided_by IS NULL OR submitted_by IS NULL OR decided_by <> submitted_by OR state <> 'accepted')
);
CREATE UNIQUE INDEX award_reports_once ON award_reports (award_id, form, period_end);
CREATE INDEX award_reports_by_state ON award_reports (state, due_on);
CREATE INDEX award_reports_to_remind ON award_reports (remind_on);
-- What was sent, word for word, one row for each time.
CREATE TABLE report_submissions (
    report_id    TEXT NOT NULL REFERENCES award_reports (id),
    n            INTEGER NOT NULL CHECK (n >= 1),
    document     TEXT NOT NULL,
    digest       TEXT NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    name         TEXT NOT NULL,
    title        TEXT,
    at           TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, n)
);
-- More time that an officer gave.
CREATE TABLE report_extensions (
    report_id     TEXT NOT NULL REFERENCES award_reports (id),
    n             INTEGER NOT NULL CHECK (n >= 1),
    was_due_on    DATE NOT NULL,
    due_on        DATE NOT NULL,
    reason        TEXT NOT NULL CHECK (reason <> ''),
    given_by      TEXT NOT NULL REFERENCES accounts (id),
    given_by_name TEXT NOT NULL,
    at            TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, n),
    CHECK (due_on > was_due_on)
);
-- What an officer ticks before an award is closed.
CREATE TABLE closeout_items (
    award_id     TEXT NOT NULL REFERENCES awards (id),
    item         TEXT NOT NULL,
    note         TEXT NOT NULL,
    done_by      TEXT NOT NULL REFERENCES accounts (id),
    done_by_name TEXT NOT NULL,
    done_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (award_id, item)
);
-- Unused advances that the fund asks back.
CREATE TABLE refund_requests (
    id             TEXT PRIMARY KEY,
    award_id       TEXT NOT NULL REFERENCES awards (id),
    amount_cents   BIGINT NOT NULL CHECK (amount_cents > 0),
    due_on         DATE NOT NULL,
    asked_by       TEXT NOT NULL REFERENCES accounts (id),
    asked_by_name  TEXT NOT NULL,
    asked_at       TIMESTAMP NOT NULL
);
CREATE INDEX refund_requests_by_award ON refund_requests (award_id, asked_at);
-- The record of a closed award, sealed by the SHA-256 of all of it; one for each closing.
CREATE TABLE award_seals (
    award_id      TEXT NOT NULL REFERENCES awards (id),
    n             INTEGER NOT NULL CHECK (n >= 1),
    format        TEXT NOT NULL,
    record_sha256 TEXT NOT NULL,
    -- The SHA-256 of each part, as JSON; the one above is that of this text.
    sections      TEXT NOT NULL,
    -- The last journal of the award that was counted.
    last_seq      BIGINT NOT NULL,
    keep_until    DATE NOT NULL,
    sealed_by     TEXT NOT NULL REFERENCES accounts (id),
    sealed_by_name TEXT NOT NULL,
    sealed_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (award_id, n)
);
-- Accepted and paid cost that is disallowed afterwards and asked back.
CREATE TABLE bills (
    id               TEXT PRIMARY KEY,
    award_id         TEXT NOT NULL REFERENCES awards (id),
    category         TEXT NOT NULL,
    expense_id       TEXT,
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    reason           TEXT NOT NULL CHECK (reason <> ''),
    state            TEXT NOT NULL CHECK (state IN ('asked', 'refused', 'billed', 'settled')),
    due_on           DATE,
    asked_by         TEXT NOT NULL REFERENCES accounts (id),
    asked_by_name    TEXT NOT NULL,
    asked_at         TIMESTAMP NOT NULL,
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    journal_seq      BIGINT,
    version          BIGINT NOT NULL DEFAULT 1,
    CHECK (state IN ('asked', 'refused') OR (journal_seq IS NOT NULL AND due_on IS NOT NULL)),
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
);
CREATE INDEX bills_by_award ON bills (award_id, state);
CREATE INDEX bills_by_state ON bills (state, asked_at);
-- What came back of a bill: by the bank, or set against what the fund owes the city.
CREATE TABLE bill_receipts (
    bill_id          TEXT NOT NULL REFERENCES bills (id),
    n                INTEGER NOT NULL CHECK (n >= 1),
    way              TEXT NOT NULL CHECK (way IN ('bank', 'offset')),
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    received_on      DATE NOT NULL,
    evidence         TEXT NOT NULL,
    recorded_by      TEXT NOT NULL REFERENCES accounts (id),
    recorded_by_name TEXT NOT NULL,
    recorded_at      TIMESTAMP NOT NULL,
    journal_seq      BIGINT NOT NULL,
    PRIMARY KEY (bill_id, n)
);
-- Closed awards that were opened again, each by two people.
CREATE TABLE reopenings (
    id               TEXT PRIMARY KEY,
    award_id         TEXT NOT NULL REFERENCES awards (id),
    reason           TEXT NOT NULL CHECK (reason <> ''),
    state            TEXT NOT NULL CHECK (state IN ('asked', 'refused', 'reopened')),
    asked_by         TEXT NOT NULL REFERENCES accounts (id),
    asked_by_name    TEXT NOT NULL,
    asked_at         TIMESTAMP NOT NULL,
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    -- How it had been closed.
    closed_at        TIMESTAMP NOT NULL,
    deobligated_cents BIGINT NOT NULL,
    spent_cents      BIGINT NOT NULL,
    version          BIGINT NOT NULL DEFAULT 1,
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
);
CREATE INDEX reopenings_by_award ON reopenings (award_id, asked_at);
