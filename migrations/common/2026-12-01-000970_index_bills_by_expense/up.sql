CREATE INDEX bills_by_expense ON bills (expense_id, state);
