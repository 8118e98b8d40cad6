DROP INDEX submissions_by_time;
DROP TABLE draft_progress;
