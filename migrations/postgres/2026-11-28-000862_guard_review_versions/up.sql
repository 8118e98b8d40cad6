-- A submitted review is opened again only if what it says was kept beside it word for word.
CREATE FUNCTION refuse_review_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'review_versions: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER review_versions_append_only BEFORE UPDATE OR DELETE ON review_versions FOR EACH ROW EXECUTE FUNCTION refuse_review_version_change();
CREATE FUNCTION refuse_submitted_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id = OLD.id AND NEW.application_id = OLD.application_id AND NEW.reviewer_id = OLD.reviewer_id AND NEW.overall = OLD.overall AND (
      (NEW.stage = 'recused' AND NEW.weighted_score IS NOT DISTINCT FROM OLD.weighted_score
        AND NEW.submitted_at IS NOT DISTINCT FROM OLD.submitted_at)
      OR (NEW.stage = 'cleared' AND NEW.weighted_score IS NULL AND NEW.submitted_at IS NULL AND EXISTS (
        SELECT 1 FROM review_versions r WHERE r.assignment_id = OLD.id AND r.submitted_at = OLD.submitted_at
        AND r.overall = OLD.overall AND r.weighted_score = OLD.weighted_score
      ))
    ) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'review: append only' USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER review_assignments_submitted_locked ON review_assignments;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments FOR EACH ROW
WHEN (OLD.stage = 'submitted') EXECUTE FUNCTION refuse_submitted_review_change();
