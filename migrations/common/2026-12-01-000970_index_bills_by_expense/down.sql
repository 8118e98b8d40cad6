DROP INDEX bills_by_expense;
