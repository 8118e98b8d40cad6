DROP TRIGGER expense_flags_answered_stay ON expense_flags;
DROP TRIGGER expenses_no_delete ON expenses;
DROP TRIGGER expenses_decided_stay ON expenses;
DROP FUNCTION refuse_expense_change();
