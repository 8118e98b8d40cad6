CREATE INDEX application_answers_by_person ON application_answers (answered_by, application_id);
DROP TABLE application_writers;
