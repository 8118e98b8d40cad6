-- An exception may be about a line of a statement too: a cheque with a number or an amount that is not the fund’s, or one that was
-- not on its way. A CHECK is changed by building the table anew; the guards of it go with it.
CREATE TABLE bank_exceptions_before AS SELECT * FROM bank_exceptions;
DROP TABLE bank_exceptions;
CREATE TABLE bank_exceptions (
    id              TEXT PRIMARY KEY,
    inbox_id        TEXT REFERENCES bank_inbox (id),
    line_number     INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (
        kind IN ('unknown_trace', 'unknown_code', 'other_amount', 'already_returned', 'not_taken', 'unknown_cheque', 'cheque_not_out',
        'future_day')
    ),
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
    bank_line_id    TEXT REFERENCES bank_lines (id),
    CHECK ((settled_by IS NULL) = (how IS NULL)),
    CHECK ((inbox_id IS NULL) <> (bank_line_id IS NULL))
);
INSERT INTO bank_exceptions (
    id, inbox_id, line_number, kind, words, trace_number, code, amount_cents, payment_id, found_at, settled_by, settled_by_name,
    settled_at, how
)
SELECT
    id, inbox_id, line_number, kind, words, trace_number, code, amount_cents, payment_id, found_at, settled_by, settled_by_name,
    settled_at, how
FROM bank_exceptions_before;
DROP TABLE bank_exceptions_before;
CREATE INDEX bank_exceptions_open ON bank_exceptions (settled_at, found_at);
CREATE TRIGGER bank_exceptions_once BEFORE UPDATE ON bank_exceptions
WHEN
    OLD.settled_by IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.inbox_id IS NOT OLD.inbox_id
    OR NEW.line_number IS NOT OLD.line_number
    OR NEW.kind IS NOT OLD.kind
    OR NEW.words IS NOT OLD.words
    OR NEW.trace_number IS NOT OLD.trace_number
    OR NEW.code IS NOT OLD.code
    OR NEW.amount_cents IS NOT OLD.amount_cents
    OR NEW.payment_id IS NOT OLD.payment_id
    OR NEW.found_at IS NOT OLD.found_at
    OR NEW.bank_line_id IS NOT OLD.bank_line_id
BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only, settled once'); END;
CREATE TRIGGER bank_exceptions_no_delete BEFORE DELETE ON bank_exceptions BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only'); END;
CREATE TRIGGER bank_exceptions_no_replace BEFORE INSERT ON bank_exceptions
WHEN EXISTS (SELECT 1 FROM bank_exceptions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only'); END;
