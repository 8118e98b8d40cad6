-- A reviewer's line asks for each open task how many reviews of its application are submitted, and how many of its reviewer in
-- the round. Both are counted in an index.
CREATE INDEX review_assignments_by_application ON review_assignments (application_id, stage);
DROP INDEX review_assignments_by_reviewer;
CREATE INDEX review_assignments_by_reviewer ON review_assignments (reviewer_id, stage, opportunity_id);
