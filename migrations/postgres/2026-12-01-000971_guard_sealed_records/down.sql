DROP TRIGGER bills_keep_expense ON bills;
DROP TRIGGER activity_records_sealed ON activity_records;
DROP TRIGGER expenses_sealed_more ON expenses;
