DROP INDEX review_assignments_by_application;
DROP INDEX review_assignments_by_reviewer;
CREATE INDEX review_assignments_by_reviewer ON review_assignments (reviewer_id, stage);
