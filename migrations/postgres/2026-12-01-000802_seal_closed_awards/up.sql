-- What was sent, given, asked and sealed is kept as it was.
CREATE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER report_submissions_append_only BEFORE UPDATE OR DELETE ON report_submissions FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER report_extensions_append_only BEFORE UPDATE OR DELETE ON report_extensions FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER refund_requests_append_only BEFORE UPDATE OR DELETE ON refund_requests FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER award_seals_append_only BEFORE UPDATE OR DELETE ON award_seals FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER bill_receipts_append_only BEFORE UPDATE OR DELETE ON bill_receipts FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
-- A decided act stays decided.
CREATE TRIGGER bills_no_delete BEFORE DELETE ON bills FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER reopenings_no_delete BEFORE DELETE ON reopenings FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER bills_keep_what BEFORE UPDATE OF id, award_id, category, amount_cents, asked_by ON bills FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER reopenings_keep_what BEFORE UPDATE ON reopenings FOR EACH ROW WHEN (OLD.state <> 'asked') EXECUTE FUNCTION refuse_report_change();
-- Nothing is added to a closed award, and what it came to does not change; only a recorded reopening opens it.
CREATE FUNCTION refuse_change_of_closed_award() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_award TEXT;
BEGIN
  IF TG_OP = 'INSERT' THEN of_award := NEW.award_id; ELSE of_award := OLD.award_id; END IF;
  IF EXISTS (SELECT 1 FROM awards WHERE id = of_award AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION '%: the award is closed, append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER expenses_sealed BEFORE INSERT OR DELETE OR UPDATE OF award_id, activity_id, category, spent_on, amount_cents, state, advance_cents, claim_cents ON expenses FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
CREATE TRIGGER payments_sealed BEFORE INSERT ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
CREATE TRIGGER award_reports_sealed BEFORE INSERT OR UPDATE OR DELETE ON award_reports FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
CREATE TRIGGER closeout_items_sealed BEFORE INSERT OR UPDATE OR DELETE ON closeout_items FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_award();
