-- What a person did for a city, found by the person: whoever did is kept out of that city's applications.
CREATE INDEX applications_by_creator ON applications (created_by);
CREATE INDEX application_answers_by_person ON application_answers (answered_by, application_id);
CREATE INDEX submissions_by_certifier ON submissions (certified_by);
CREATE INDEX agreements_by_signer ON agreements (account_id);
CREATE INDEX payments_by_requester ON payments (requested_by);
CREATE INDEX expenses_by_submitter ON expenses (submitted_by);
CREATE INDEX final_reports_by_submitter ON final_reports (submitted_by);
