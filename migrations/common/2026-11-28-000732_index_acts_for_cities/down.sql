DROP INDEX final_reports_by_submitter;
DROP INDEX expenses_by_submitter;
DROP INDEX payments_by_requester;
DROP INDEX agreements_by_signer;
DROP INDEX submissions_by_certifier;
DROP INDEX application_answers_by_person;
DROP INDEX applications_by_creator;
