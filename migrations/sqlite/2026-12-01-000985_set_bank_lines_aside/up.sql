-- A line that is no payment of a city, or was typed by mistake, is set aside with a reason, and that is taken back by a later act. What was
-- written stays; a line is set aside once at a time.
CREATE TABLE bank_line_asides (
    id                 TEXT PRIMARY KEY,
    bank_line_id       TEXT NOT NULL REFERENCES bank_lines (id),
    reason             TEXT NOT NULL,
    set_aside_by       TEXT NOT NULL REFERENCES accounts (id),
    set_aside_by_name  TEXT NOT NULL,
    set_aside_at       TIMESTAMP NOT NULL,
    taken_back_by      TEXT REFERENCES accounts (id),
    taken_back_by_name TEXT,
    taken_back_at      TIMESTAMP,
    why_back           TEXT,
    CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL)),
    CHECK ((taken_back_by IS NULL) = (why_back IS NULL))
);
CREATE INDEX bank_line_asides_by_line ON bank_line_asides (bank_line_id);
CREATE UNIQUE INDEX bank_line_asides_one_open ON bank_line_asides (bank_line_id) WHERE taken_back_at IS NULL;
CREATE TRIGGER bank_line_asides_once BEFORE UPDATE ON bank_line_asides
WHEN
    OLD.taken_back_at IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.bank_line_id IS NOT OLD.bank_line_id
    OR NEW.reason IS NOT OLD.reason
    OR NEW.set_aside_by IS NOT OLD.set_aside_by
    OR NEW.set_aside_by_name IS NOT OLD.set_aside_by_name
    OR NEW.set_aside_at IS NOT OLD.set_aside_at
BEGIN SELECT RAISE(ABORT, 'bank_line_asides: append only, taken back once'); END;
CREATE TRIGGER bank_line_asides_no_delete BEFORE DELETE ON bank_line_asides BEGIN SELECT RAISE(ABORT, 'bank_line_asides: append only'); END;
CREATE TRIGGER bank_line_asides_no_replace BEFORE INSERT ON bank_line_asides
WHEN EXISTS (SELECT 1 FROM bank_line_asides WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_line_asides: append only'); END;
