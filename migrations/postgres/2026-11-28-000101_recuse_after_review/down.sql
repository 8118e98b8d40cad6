DROP TRIGGER review_assignments_submitted_locked ON review_assignments;
CREATE TRIGGER review_assignments_submitted_locked BEFORE UPDATE ON review_assignments FOR EACH ROW WHEN (OLD.stage = 'submitted') EXECUTE FUNCTION refuse_review_change();
