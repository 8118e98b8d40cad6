-- What was decided about an expense stays as it was submitted, and an answered flag stays answered (E2, E3).
CREATE FUNCTION refuse_expense_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: what was decided stays', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER expenses_decided_stay BEFORE UPDATE ON expenses FOR EACH ROW
WHEN (OLD.state IN ('accepted', 'disallowed') AND (
    NEW.state <> OLD.state OR NEW.award_id <> OLD.award_id OR NEW.activity_id <> OLD.activity_id OR NEW.category <> OLD.category
    OR NEW.spent_on <> OLD.spent_on OR NEW.amount_cents <> OLD.amount_cents OR NEW.payee <> OLD.payee
    OR NEW.receipt_sha256 IS DISTINCT FROM OLD.receipt_sha256 OR NEW.submitted_by <> OLD.submitted_by
    OR NEW.disallowed_cents < OLD.disallowed_cents
)) EXECUTE FUNCTION refuse_expense_change();
CREATE TRIGGER expenses_no_delete BEFORE DELETE ON expenses FOR EACH ROW EXECUTE FUNCTION refuse_expense_change();
CREATE TRIGGER expense_flags_answered_stay BEFORE UPDATE OR DELETE ON expense_flags FOR EACH ROW
WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION refuse_expense_change();
