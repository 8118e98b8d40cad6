-- A letter is what was looked at; it ends once.
CREATE TRIGGER feedback_letters_no_delete BEFORE DELETE ON feedback_letters BEGIN SELECT RAISE(ABORT, 'feedback_letters: kept'); END;
CREATE TRIGGER feedback_letters_end_once BEFORE UPDATE ON feedback_letters
WHEN OLD.outcome <> 'waits' OR NEW.letter <> OLD.letter OR NEW.sha256 <> OLD.sha256 OR NEW.reviews <> OLD.reviews
    OR NEW.release_id <> OLD.release_id OR NEW.application_id <> OLD.application_id
BEGIN SELECT RAISE(ABORT, 'feedback_letters: ended once'); END;
CREATE TRIGGER feedback_releases_no_delete BEFORE DELETE ON feedback_releases BEGIN SELECT RAISE(ABORT, 'feedback_releases: kept'); END;
CREATE TRIGGER feedback_releases_cancelled_once BEFORE UPDATE ON feedback_releases
WHEN OLD.cancelled_at IS NOT NULL OR NEW.due_at <> OLD.due_at OR NEW.zone <> OLD.zone OR NEW.opportunity_id <> OLD.opportunity_id
BEGIN SELECT RAISE(ABORT, 'feedback_releases: cancelled once'); END;
