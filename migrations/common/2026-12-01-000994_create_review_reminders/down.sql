DROP INDEX review_assignments_by_day;
DROP TABLE review_reminders;
