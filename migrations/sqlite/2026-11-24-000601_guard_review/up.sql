CREATE TRIGGER screenings_no_update BEFORE UPDATE ON screenings BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER screenings_no_delete BEFORE DELETE ON screenings BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
-- A submitted review is locked: neither its scores nor its place can change.
CREATE TRIGGER review_scores_locked_insert BEFORE INSERT ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = NEW.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_update BEFORE UPDATE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_delete BEFORE DELETE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments
WHEN OLD.stage = 'submitted' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
