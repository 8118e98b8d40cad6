DROP TRIGGER review_assignments_submitted_locked;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments
WHEN OLD.stage = 'submitted' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
