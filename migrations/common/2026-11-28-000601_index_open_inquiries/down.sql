DROP INDEX inquiries_waiting;
