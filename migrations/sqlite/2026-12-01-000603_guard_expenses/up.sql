-- What was decided about an expense stays as it was submitted, and an answered flag stays answered (E2, E3).
CREATE TRIGGER expenses_decided_stay BEFORE UPDATE ON expenses
WHEN OLD.state IN ('accepted', 'disallowed') AND (
    NEW.state <> OLD.state OR NEW.award_id <> OLD.award_id OR NEW.activity_id <> OLD.activity_id OR NEW.category <> OLD.category
    OR NEW.spent_on <> OLD.spent_on OR NEW.amount_cents <> OLD.amount_cents OR NEW.payee <> OLD.payee
    OR NEW.receipt_sha256 IS NOT OLD.receipt_sha256 OR NEW.submitted_by <> OLD.submitted_by OR NEW.disallowed_cents < OLD.disallowed_cents
)
BEGIN SELECT RAISE(ABORT, 'expenses: what was decided stays'); END;
CREATE TRIGGER expenses_no_delete BEFORE DELETE ON expenses BEGIN SELECT RAISE(ABORT, 'expenses: nothing is deleted'); END;
CREATE TRIGGER expense_flags_answered_stay BEFORE UPDATE ON expense_flags
WHEN OLD.answered_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'expense_flags: an answer stays'); END;
CREATE TRIGGER expense_flags_answered_kept BEFORE DELETE ON expense_flags
WHEN OLD.answered_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'expense_flags: an answer stays'); END;
