-- What a statement says of itself: its format, the account, its balances, and the fund whose money it shows.
ALTER TABLE bank_statements ADD COLUMN format TEXT NOT NULL DEFAULT 'csv' CHECK (format IN ('csv', 'bai2', 'camt053', 'ofx', 'typed'));
ALTER TABLE bank_statements ADD COLUMN account TEXT;
ALTER TABLE bank_statements ADD COLUMN opening_cents BIGINT;
ALTER TABLE bank_statements ADD COLUMN closing_cents BIGINT;
ALTER TABLE bank_statements ADD COLUMN closing_on DATE;
ALTER TABLE bank_statements ADD COLUMN fund_code TEXT;
CREATE INDEX bank_statements_by_account ON bank_statements (account, closing_on);
ALTER TABLE bank_lines ADD COLUMN ext_ref TEXT;
ALTER TABLE bank_lines ADD COLUMN bank_code TEXT;
ALTER TABLE bank_lines ADD COLUMN counterparty TEXT;
CREATE INDEX bank_lines_by_ext_ref ON bank_lines (ext_ref);
CREATE INDEX payments_by_amount ON payments (state, amount_cents);

-- A line may stand for several payments, for money that came back, and for a refund; a match that a return undid stays.
CREATE TABLE bank_matches_before AS SELECT * FROM bank_matches;
DROP TABLE bank_matches;
CREATE TABLE bank_matches (
    id                TEXT PRIMARY KEY,
    bank_line_id      TEXT NOT NULL REFERENCES bank_lines (id),
    kind              TEXT NOT NULL CHECK (kind IN ('settlement', 'return', 'void_out', 'void_back', 'refund', 'collection')),
    payment_id        TEXT REFERENCES payments (id),
    refund_id         TEXT,
    amount_cents      BIGINT NOT NULL CHECK (amount_cents <> 0),
    rule              TEXT NOT NULL CHECK (rule IN ('trace', 'amount_payee_days', 'batch_total', 'by_hand', 'amount_and_reference')),
    matched_by        TEXT NOT NULL REFERENCES accounts (id),
    matched_by_name   TEXT NOT NULL,
    matched_at        TIMESTAMP NOT NULL,
    confirmed_by      TEXT REFERENCES accounts (id),
    confirmed_by_name TEXT,
    journal_seq       BIGINT UNIQUE,
    reversed_seq      BIGINT UNIQUE,
    CHECK (confirmed_by IS NULL OR confirmed_by <> matched_by),
    CHECK ((kind IN ('refund', 'collection')) = (payment_id IS NULL)),
    CHECK ((kind IN ('void_out', 'void_back')) = (journal_seq IS NULL))
);
CREATE INDEX bank_matches_by_line ON bank_matches (bank_line_id);
CREATE UNIQUE INDEX bank_matches_once ON bank_matches (payment_id, kind) WHERE reversed_seq IS NULL;
INSERT INTO bank_matches (id, bank_line_id, kind, payment_id, amount_cents, rule, matched_by, matched_by_name, matched_at, journal_seq)
SELECT b.bank_line_id, b.bank_line_id, 'settlement', b.payment_id, l.amount_cents, b.rule, b.matched_by, b.matched_by_name, b.matched_at, b.journal_seq
FROM bank_matches_before b JOIN bank_lines l ON l.id = b.bank_line_id;
DROP TABLE bank_matches_before;

-- Files of returns and notices that were read.
CREATE TABLE bank_inbox (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('returns', 'notices')),
    name         TEXT NOT NULL,
    file_sha256  TEXT NOT NULL UNIQUE,
    lines_count  INTEGER NOT NULL,
    read_by      TEXT NOT NULL REFERENCES accounts (id),
    read_by_name TEXT NOT NULL,
    read_at      TIMESTAMP NOT NULL
);
-- What of a file could not be done by itself, until somebody settles it.
CREATE TABLE bank_exceptions (
    id              TEXT PRIMARY KEY,
    inbox_id        TEXT NOT NULL REFERENCES bank_inbox (id),
    line_number     INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('unknown_trace', 'unknown_code', 'other_amount', 'already_returned', 'not_taken')),
    words           TEXT NOT NULL,
    trace_number    TEXT,
    code            TEXT,
    amount_cents    BIGINT,
    payment_id      TEXT REFERENCES payments (id),
    found_at        TIMESTAMP NOT NULL,
    settled_by      TEXT REFERENCES accounts (id),
    settled_by_name TEXT,
    settled_at      TIMESTAMP,
    how             TEXT,
    CHECK ((settled_by IS NULL) = (how IS NULL))
);
CREATE INDEX bank_exceptions_open ON bank_exceptions (settled_at, found_at);
-- One person says what a line stands for, another confirms it.
CREATE TABLE match_proposals (
    id               TEXT PRIMARY KEY,
    bank_line_id     TEXT NOT NULL REFERENCES bank_lines (id),
    payments         TEXT NOT NULL,
    reason           TEXT NOT NULL,
    proposed_by      TEXT NOT NULL REFERENCES accounts (id),
    proposed_by_name TEXT NOT NULL,
    proposed_at      TIMESTAMP NOT NULL,
    outcome          TEXT CHECK (outcome IN ('confirmed', 'refused')),
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    CHECK (outcome <> 'confirmed' OR decided_by <> proposed_by)
);
CREATE INDEX match_proposals_by_line ON match_proposals (bank_line_id);
CREATE UNIQUE INDEX match_proposals_one_open ON match_proposals (bank_line_id) WHERE outcome IS NULL;
-- What a statement's closing balance came to against the books when it was read.
CREATE TABLE bank_assertions (
    statement_id      TEXT PRIMARY KEY REFERENCES bank_statements (id),
    closing_on        DATE NOT NULL,
    closing_cents     BIGINT NOT NULL,
    book_cents        BIGINT NOT NULL,
    listed_cents      BIGINT NOT NULL,
    unexplained_cents BIGINT NOT NULL,
    journals          BIGINT NOT NULL,
    made_at           TIMESTAMP NOT NULL,
    CHECK (closing_cents = book_cents + listed_cents + unexplained_cents)
);
