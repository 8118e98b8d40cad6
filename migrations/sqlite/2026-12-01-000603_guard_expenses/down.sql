DROP TRIGGER expense_flags_answered_kept;
DROP TRIGGER expense_flags_answered_stay;
DROP TRIGGER expenses_no_delete;
DROP TRIGGER expenses_decided_stay;
