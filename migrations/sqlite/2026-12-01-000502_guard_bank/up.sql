-- What the bank said stays as it was read; a match is undone once, an exception settled once, a proposal decided once.
CREATE TRIGGER bank_statements_no_update BEFORE UPDATE ON bank_statements BEGIN SELECT RAISE(ABORT, 'bank_statements: append only'); END;
CREATE TRIGGER bank_statements_no_delete BEFORE DELETE ON bank_statements BEGIN SELECT RAISE(ABORT, 'bank_statements: append only'); END;
CREATE TRIGGER bank_statements_no_replace BEFORE INSERT ON bank_statements
WHEN EXISTS (SELECT 1 FROM bank_statements WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_statements: append only'); END;
CREATE TRIGGER bank_lines_no_update BEFORE UPDATE ON bank_lines BEGIN SELECT RAISE(ABORT, 'bank_lines: append only'); END;
CREATE TRIGGER bank_lines_no_delete BEFORE DELETE ON bank_lines BEGIN SELECT RAISE(ABORT, 'bank_lines: append only'); END;
CREATE TRIGGER bank_lines_no_replace BEFORE INSERT ON bank_lines
WHEN EXISTS (SELECT 1 FROM bank_lines WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_lines: append only'); END;
CREATE TRIGGER bank_inbox_no_update BEFORE UPDATE ON bank_inbox BEGIN SELECT RAISE(ABORT, 'bank_inbox: append only'); END;
CREATE TRIGGER bank_inbox_no_delete BEFORE DELETE ON bank_inbox BEGIN SELECT RAISE(ABORT, 'bank_inbox: append only'); END;
CREATE TRIGGER bank_inbox_no_replace BEFORE INSERT ON bank_inbox
WHEN EXISTS (SELECT 1 FROM bank_inbox WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_inbox: append only'); END;
CREATE TRIGGER bank_assertions_no_update BEFORE UPDATE ON bank_assertions BEGIN SELECT RAISE(ABORT, 'bank_assertions: append only'); END;
CREATE TRIGGER bank_assertions_no_delete BEFORE DELETE ON bank_assertions BEGIN SELECT RAISE(ABORT, 'bank_assertions: append only'); END;
CREATE TRIGGER bank_assertions_no_replace BEFORE INSERT ON bank_assertions
WHEN EXISTS (SELECT 1 FROM bank_assertions WHERE statement_id = NEW.statement_id)
BEGIN SELECT RAISE(ABORT, 'bank_assertions: append only'); END;
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
BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only, settled once'); END;
CREATE TRIGGER bank_exceptions_no_delete BEFORE DELETE ON bank_exceptions BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only'); END;
CREATE TRIGGER bank_exceptions_no_replace BEFORE INSERT ON bank_exceptions
WHEN EXISTS (SELECT 1 FROM bank_exceptions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_exceptions: append only'); END;
CREATE TRIGGER match_proposals_once BEFORE UPDATE ON match_proposals
WHEN
    OLD.outcome IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.bank_line_id IS NOT OLD.bank_line_id
    OR NEW.payments IS NOT OLD.payments
    OR NEW.reason IS NOT OLD.reason
    OR NEW.proposed_by IS NOT OLD.proposed_by
    OR NEW.proposed_by_name IS NOT OLD.proposed_by_name
    OR NEW.proposed_at IS NOT OLD.proposed_at
BEGIN SELECT RAISE(ABORT, 'match_proposals: append only, decided once'); END;
CREATE TRIGGER match_proposals_no_delete BEFORE DELETE ON match_proposals BEGIN SELECT RAISE(ABORT, 'match_proposals: append only'); END;
CREATE TRIGGER match_proposals_no_replace BEFORE INSERT ON match_proposals
WHEN EXISTS (SELECT 1 FROM match_proposals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'match_proposals: append only'); END;
