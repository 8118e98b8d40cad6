-- A letter is what was looked at; it ends once.
CREATE FUNCTION refuse_feedback_letter_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'feedback_letters: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.outcome <> 'waits' OR NEW.letter <> OLD.letter OR NEW.sha256 <> OLD.sha256 OR NEW.reviews <> OLD.reviews
    OR NEW.release_id <> OLD.release_id OR NEW.application_id <> OLD.application_id THEN
    RAISE EXCEPTION 'feedback_letters: ended once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER feedback_letters_end_once BEFORE UPDATE OR DELETE ON feedback_letters FOR EACH ROW EXECUTE FUNCTION refuse_feedback_letter_change();
CREATE FUNCTION refuse_feedback_release_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'feedback_releases: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.cancelled_at IS NOT NULL OR NEW.due_at <> OLD.due_at OR NEW.zone <> OLD.zone OR NEW.opportunity_id <> OLD.opportunity_id THEN
    RAISE EXCEPTION 'feedback_releases: cancelled once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER feedback_releases_cancelled_once BEFORE UPDATE OR DELETE ON feedback_releases FOR EACH ROW EXECUTE FUNCTION refuse_feedback_release_change();
