DROP INDEX expenses_waiting;
