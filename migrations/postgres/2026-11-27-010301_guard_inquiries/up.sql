CREATE FUNCTION refuse_inquiry_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'inquiry_answers: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER inquiry_answers_append_only BEFORE UPDATE OR DELETE ON inquiry_answers FOR EACH ROW EXECUTE FUNCTION refuse_inquiry_answer_change();
CREATE FUNCTION refuse_inquiry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'inquiries: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.outcome IS NOT NULL OR NEW.asked <> OLD.asked OR NEW.asked_at <> OLD.asked_at OR NEW.n <> OLD.n OR NEW.opportunity_id <> OLD.opportunity_id THEN
    RAISE EXCEPTION 'inquiries: ended once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER inquiries_end_once BEFORE UPDATE OR DELETE ON inquiries FOR EACH ROW EXECUTE FUNCTION refuse_inquiry_change();
