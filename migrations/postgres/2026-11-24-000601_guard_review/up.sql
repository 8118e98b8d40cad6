CREATE FUNCTION refuse_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'review: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER screenings_append_only BEFORE UPDATE OR DELETE ON screenings FOR EACH ROW EXECUTE FUNCTION refuse_review_change();
CREATE TRIGGER screenings_no_truncate BEFORE TRUNCATE ON screenings FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_change();
-- A submitted review is locked: neither its scores nor its place can change.
CREATE FUNCTION refuse_locked_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT stage FROM review_assignments WHERE id = COALESCE(NEW.assignment_id, OLD.assignment_id)) <> 'cleared' THEN
        RAISE EXCEPTION 'review: append only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER review_scores_locked BEFORE INSERT OR UPDATE OR DELETE ON review_scores FOR EACH ROW EXECUTE FUNCTION refuse_locked_score();
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments FOR EACH ROW WHEN (OLD.stage = 'submitted') EXECUTE FUNCTION refuse_review_change();
