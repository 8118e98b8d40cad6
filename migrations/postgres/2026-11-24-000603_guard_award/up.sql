CREATE FUNCTION refuse_award_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'award: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_award_change();
CREATE TRIGGER recommendation_lines_append_only BEFORE UPDATE OR DELETE ON recommendation_lines FOR EACH ROW EXECUTE FUNCTION refuse_award_change();
CREATE TRIGGER award_budget_lines_append_only BEFORE UPDATE OR DELETE ON award_budget_lines FOR EACH ROW EXECUTE FUNCTION refuse_award_change();
CREATE TRIGGER agreements_no_delete BEFORE DELETE ON agreements FOR EACH ROW EXECUTE FUNCTION refuse_award_change();
CREATE TRIGGER agreements_signed_once BEFORE UPDATE ON agreements FOR EACH ROW
WHEN (OLD.accepted_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.digest <> OLD.digest) EXECUTE FUNCTION refuse_award_change();
