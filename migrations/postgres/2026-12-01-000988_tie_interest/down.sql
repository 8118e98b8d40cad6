-- The older table knows no interest.
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
INSERT INTO bank_matches (
    id, bank_line_id, kind, payment_id, refund_id, amount_cents, rule, matched_by, matched_by_name, matched_at, confirmed_by,
    confirmed_by_name, journal_seq, reversed_seq
)
SELECT
    id, bank_line_id, kind, payment_id, refund_id, amount_cents, rule, matched_by, matched_by_name, matched_at, confirmed_by,
    confirmed_by_name, journal_seq, reversed_seq
FROM bank_matches_before
WHERE kind <> 'interest';
DROP TABLE bank_matches_before;
CREATE INDEX bank_matches_by_line ON bank_matches (bank_line_id);
CREATE UNIQUE INDEX bank_matches_once ON bank_matches (payment_id, kind) WHERE reversed_seq IS NULL;
CREATE TRIGGER bank_matches_once BEFORE UPDATE ON bank_matches FOR EACH ROW WHEN (
    OLD.reversed_seq IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.bank_line_id IS DISTINCT FROM OLD.bank_line_id
    OR NEW.kind IS DISTINCT FROM OLD.kind
    OR NEW.payment_id IS DISTINCT FROM OLD.payment_id
    OR NEW.refund_id IS DISTINCT FROM OLD.refund_id
    OR NEW.amount_cents IS DISTINCT FROM OLD.amount_cents
    OR NEW.rule IS DISTINCT FROM OLD.rule
    OR NEW.matched_by IS DISTINCT FROM OLD.matched_by
    OR NEW.matched_by_name IS DISTINCT FROM OLD.matched_by_name
    OR NEW.matched_at IS DISTINCT FROM OLD.matched_at
    OR NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
    OR NEW.confirmed_by_name IS DISTINCT FROM OLD.confirmed_by_name
    OR NEW.journal_seq IS DISTINCT FROM OLD.journal_seq
) EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_matches_no_delete BEFORE DELETE ON bank_matches FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_matches_no_truncate BEFORE TRUNCATE ON bank_matches FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
