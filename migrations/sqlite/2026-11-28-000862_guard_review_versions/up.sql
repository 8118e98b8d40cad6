-- A submitted review is opened again only if what it says was kept beside it word for word.
CREATE TRIGGER review_versions_no_update BEFORE UPDATE ON review_versions BEGIN SELECT RAISE(ABORT, 'review_versions: append only'); END;
CREATE TRIGGER review_versions_no_delete BEFORE DELETE ON review_versions BEGIN SELECT RAISE(ABORT, 'review_versions: append only'); END;
DROP TRIGGER review_assignments_submitted_locked;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments
WHEN OLD.stage = 'submitted' AND NOT (
    NEW.id = OLD.id AND NEW.application_id = OLD.application_id AND NEW.reviewer_id = OLD.reviewer_id AND NEW.overall = OLD.overall AND (
        (NEW.stage = 'recused' AND NEW.weighted_score IS OLD.weighted_score AND NEW.submitted_at IS OLD.submitted_at)
        OR (NEW.stage = 'cleared' AND NEW.weighted_score IS NULL AND NEW.submitted_at IS NULL AND EXISTS (
            SELECT 1 FROM review_versions r WHERE r.assignment_id = OLD.id AND r.submitted_at = OLD.submitted_at
            AND r.overall = OLD.overall AND r.weighted_score = OLD.weighted_score
        ))
    )
) BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
