-- What was certified is kept as it was.
CREATE FUNCTION refuse_payment_form_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.form_json IS DISTINCT FROM NEW.form_json OR OLD.proper_at IS DISTINCT FROM NEW.proper_at OR OLD.due_on IS DISTINCT FROM NEW.due_on THEN
    RAISE EXCEPTION 'payments: what was certified is append only' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_keep_form BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_payment_form_change();
CREATE FUNCTION refuse_payment_need_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER payment_needs_append_only BEFORE UPDATE OR DELETE ON payment_needs FOR EACH ROW EXECUTE FUNCTION refuse_payment_need_change();
