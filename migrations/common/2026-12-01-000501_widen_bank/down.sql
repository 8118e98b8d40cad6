DROP TABLE bank_assertions;
DROP TABLE match_proposals;
DROP TABLE bank_exceptions;
DROP TABLE bank_inbox;
CREATE TABLE bank_matches_before AS SELECT * FROM bank_matches;
DROP TABLE bank_matches;
CREATE TABLE bank_matches (
    bank_line_id    TEXT PRIMARY KEY REFERENCES bank_lines (id),
    payment_id      TEXT NOT NULL UNIQUE REFERENCES payments (id),
    rule            TEXT NOT NULL CHECK (rule IN ('trace', 'amount_and_reference', 'by_hand')),
    matched_by      TEXT NOT NULL REFERENCES accounts (id),
    matched_by_name TEXT NOT NULL,
    matched_at      TIMESTAMP NOT NULL,
    journal_seq     BIGINT NOT NULL UNIQUE
);
-- A line that stands for several payments keeps the first: the older table holds one a line.
INSERT INTO bank_matches (bank_line_id, payment_id, rule, matched_by, matched_by_name, matched_at, journal_seq)
SELECT b.bank_line_id, b.payment_id, CASE WHEN b.rule IN ('trace', 'amount_and_reference') THEN b.rule ELSE 'by_hand' END,
    b.matched_by, b.matched_by_name, b.matched_at, b.journal_seq
FROM bank_matches_before b
WHERE b.kind = 'settlement' AND b.reversed_seq IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM bank_matches_before o
        WHERE o.bank_line_id = b.bank_line_id AND o.kind = 'settlement' AND o.reversed_seq IS NULL AND o.journal_seq < b.journal_seq
    );
DROP TABLE bank_matches_before;
DROP INDEX payments_by_amount;
DROP INDEX bank_lines_by_ext_ref;
ALTER TABLE bank_lines DROP COLUMN counterparty;
ALTER TABLE bank_lines DROP COLUMN bank_code;
ALTER TABLE bank_lines DROP COLUMN ext_ref;
DROP INDEX bank_statements_by_account;
ALTER TABLE bank_statements DROP COLUMN fund_code;
ALTER TABLE bank_statements DROP COLUMN closing_on;
ALTER TABLE bank_statements DROP COLUMN closing_cents;
ALTER TABLE bank_statements DROP COLUMN opening_cents;
ALTER TABLE bank_statements DROP COLUMN account;
ALTER TABLE bank_statements DROP COLUMN format;
