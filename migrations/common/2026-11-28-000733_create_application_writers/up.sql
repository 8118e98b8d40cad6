-- Who wrote in an application for its city, by account: an answer keeps a name only, and whoever wrote is kept out of
-- the application on the fund's side. Filled with who began, certified, or is on record with a change of it.
CREATE TABLE application_writers (
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    PRIMARY KEY (account_id, application_id)
);
INSERT INTO application_writers (account_id, application_id)
SELECT created_by, id FROM applications WHERE entered_by IS NULL
UNION
SELECT s.certified_by, a.id FROM submissions s JOIN applications a ON a.id = s.application_id WHERE a.entered_by IS NULL
UNION
SELECT c.id, a.id
FROM audit_events e
JOIN applications a ON a.id = e.subject_id AND a.entered_by IS NULL
JOIN accounts c ON c.id = e.actor_id
WHERE e.subject_kind = 'application' AND e.fact IN (
    'application.answer_saved', 'application.answers_copied', 'application.plan_copied', 'application.activity_saved',
    'application.activity_removed', 'application.budget_saved', 'application.file_attached', 'application.file_detached',
    'partner.named', 'partner.changed', 'partner.removed'
);
DROP INDEX application_answers_by_person;
