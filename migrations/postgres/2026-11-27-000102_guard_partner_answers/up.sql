CREATE FUNCTION refuse_partner_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'partner_answers: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER partner_answers_append_only BEFORE UPDATE OR DELETE ON partner_answers FOR EACH ROW EXECUTE FUNCTION refuse_partner_answer_change();
