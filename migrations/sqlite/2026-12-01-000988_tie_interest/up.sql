-- A line may stand for interest too, which an entry by hand recorded. A CHECK is changed by building the table anew; the guards of it go
-- with it.
CREATE TABLE bank_matches_before AS SELECT * FROM bank_matches;
DROP TABLE bank_matches;
CREATE TABLE bank_matches (
    id                TEXT PRIMARY KEY,
    bank_line_id      TEXT NOT NULL REFERENCES bank_lines (id),
    kind              TEXT NOT NULL CHECK (
        kind IN ('settlement', 'return', 'void_out', 'void_back', 'refund', 'collection', 'interest')
    ),
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
    CHECK ((kind IN ('refund', 'collection', 'interest')) = (payment_id IS NULL)),
    CHECK ((kind IN ('void_out', 'void_back')) = (journal_seq IS NULL))
);
INSERT INTO bank_matches (
    id, bank_line_id, kind, payment_id, refund_id, amount_cents, rule, matched_by, matched_by_name, matched_at, confirmed_by,
    confirmed_by_name, journal_seq, reversed_seq
)
SELECT
    id, bank_line_id, kind, payment_id, refund_id, amount_cents, rule, matched_by, matched_by_name, matched_at, confirmed_by,
    confirmed_by_name, journal_seq, reversed_seq
FROM bank_matches_before;
DROP TABLE bank_matches_before;
CREATE INDEX bank_matches_by_line ON bank_matches (bank_line_id);
CREATE UNIQUE INDEX bank_matches_once ON bank_matches (payment_id, kind) WHERE reversed_seq IS NULL;
CREATE TRIGGER bank_matches_once BEFORE UPDATE ON bank_matches
WHEN
    OLD.reversed_seq IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.bank_line_id IS NOT OLD.bank_line_id
    OR NEW.kind IS NOT OLD.kind
    OR NEW.payment_id IS NOT OLD.payment_id
    OR NEW.refund_id IS NOT OLD.refund_id
    OR NEW.amount_cents IS NOT OLD.amount_cents
    OR NEW.rule IS NOT OLD.rule
    OR NEW.matched_by IS NOT OLD.matched_by
    OR NEW.matched_by_name IS NOT OLD.matched_by_name
    OR NEW.matched_at IS NOT OLD.matched_at
    OR NEW.confirmed_by IS NOT OLD.confirmed_by
    OR NEW.confirmed_by_name IS NOT OLD.confirmed_by_name
    OR NEW.journal_seq IS NOT OLD.journal_seq
BEGIN SELECT RAISE(ABORT, 'bank_matches: append only, a match changes only when it is undone, once'); END;
CREATE TRIGGER bank_matches_no_delete BEFORE DELETE ON bank_matches BEGIN SELECT RAISE(ABORT, 'bank_matches: append only'); END;
CREATE TRIGGER bank_matches_no_replace BEFORE INSERT ON bank_matches
WHEN EXISTS (SELECT 1 FROM bank_matches WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_matches: append only'); END;
