-- What the bank said stays as it was read; a match is undone once, an exception settled once, a proposal decided once.
CREATE FUNCTION refuse_bank_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER bank_statements_append_only BEFORE UPDATE OR DELETE ON bank_statements FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_statements_no_truncate BEFORE TRUNCATE ON bank_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_lines_append_only BEFORE UPDATE OR DELETE ON bank_lines FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_lines_no_truncate BEFORE TRUNCATE ON bank_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_inbox_append_only BEFORE UPDATE OR DELETE ON bank_inbox FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_inbox_no_truncate BEFORE TRUNCATE ON bank_inbox FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_assertions_append_only BEFORE UPDATE OR DELETE ON bank_assertions FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_assertions_no_truncate BEFORE TRUNCATE ON bank_assertions FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
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
CREATE TRIGGER bank_exceptions_once BEFORE UPDATE ON bank_exceptions FOR EACH ROW WHEN (
    OLD.settled_by IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.inbox_id IS DISTINCT FROM OLD.inbox_id
    OR NEW.line_number IS DISTINCT FROM OLD.line_number
    OR NEW.kind IS DISTINCT FROM OLD.kind
    OR NEW.words IS DISTINCT FROM OLD.words
    OR NEW.trace_number IS DISTINCT FROM OLD.trace_number
    OR NEW.code IS DISTINCT FROM OLD.code
    OR NEW.amount_cents IS DISTINCT FROM OLD.amount_cents
    OR NEW.payment_id IS DISTINCT FROM OLD.payment_id
    OR NEW.found_at IS DISTINCT FROM OLD.found_at
) EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_exceptions_no_delete BEFORE DELETE ON bank_exceptions FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER bank_exceptions_no_truncate BEFORE TRUNCATE ON bank_exceptions FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER match_proposals_once BEFORE UPDATE ON match_proposals FOR EACH ROW WHEN (
    OLD.outcome IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.bank_line_id IS DISTINCT FROM OLD.bank_line_id
    OR NEW.payments IS DISTINCT FROM OLD.payments
    OR NEW.reason IS DISTINCT FROM OLD.reason
    OR NEW.proposed_by IS DISTINCT FROM OLD.proposed_by
    OR NEW.proposed_by_name IS DISTINCT FROM OLD.proposed_by_name
    OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at
) EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER match_proposals_no_delete BEFORE DELETE ON match_proposals FOR EACH ROW EXECUTE FUNCTION refuse_bank_change();
CREATE TRIGGER match_proposals_no_truncate BEFORE TRUNCATE ON match_proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_change();
