DROP TRIGGER review_versions_no_update;
DROP TRIGGER review_versions_no_delete;
DROP TRIGGER review_assignments_submitted_locked;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments
WHEN OLD.stage = 'submitted' AND NOT (
    NEW.stage = 'recused' AND NEW.id = OLD.id AND NEW.application_id = OLD.application_id AND NEW.reviewer_id = OLD.reviewer_id
    AND NEW.overall = OLD.overall AND NEW.weighted_score IS OLD.weighted_score AND NEW.submitted_at IS OLD.submitted_at
) BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
