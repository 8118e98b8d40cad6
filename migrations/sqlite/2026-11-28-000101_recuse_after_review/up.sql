-- What a submitted review says never changes. That its reviewer is kept out of the case is told by its stage:
-- a city to which they belong may come to have a part in it later.
DROP TRIGGER review_assignments_submitted_locked;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments
WHEN OLD.stage = 'submitted' AND NOT (
    NEW.stage = 'recused' AND NEW.id = OLD.id AND NEW.application_id = OLD.application_id AND NEW.reviewer_id = OLD.reviewer_id
    AND NEW.overall = OLD.overall AND NEW.weighted_score IS OLD.weighted_score AND NEW.submitted_at IS OLD.submitted_at
) BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
