DROP TRIGGER review_assignments_submitted_locked ON review_assignments;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments FOR EACH ROW
WHEN (OLD.stage = 'submitted' AND NOT (
    NEW.stage = 'recused' AND NEW.id = OLD.id AND NEW.application_id = OLD.application_id AND NEW.reviewer_id = OLD.reviewer_id
    AND NEW.overall = OLD.overall AND NEW.weighted_score IS NOT DISTINCT FROM OLD.weighted_score
    AND NEW.submitted_at IS NOT DISTINCT FROM OLD.submitted_at
)) EXECUTE FUNCTION refuse_review_change();
DROP FUNCTION refuse_submitted_review_change();
DROP TRIGGER review_versions_append_only ON review_versions;
DROP FUNCTION refuse_review_version_change();
