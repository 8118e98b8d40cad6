-- A criterion is scored or judged, never both. A scale may reach from 0 to 10, as the check of rounds
-- allowed all along.
ALTER TABLE review_scores DROP CONSTRAINT review_scores_score_check;
ALTER TABLE review_scores ADD CONSTRAINT review_scores_score_check CHECK (score BETWEEN 0 AND 10);
ALTER TABLE review_scores ADD CONSTRAINT review_scores_one_of_two CHECK (score IS NULL OR judgment IS NULL);
-- The rubric of a review stays the one under which it was begun.
CREATE TRIGGER review_assignments_pinned BEFORE UPDATE ON review_assignments FOR EACH ROW
WHEN (OLD.rubric_sha256 IS NOT NULL AND (
    NEW.rubric_sha256 IS DISTINCT FROM OLD.rubric_sha256 OR NEW.definition_sha256 IS DISTINCT FROM OLD.definition_sha256
)) EXECUTE FUNCTION refuse_review_change();
