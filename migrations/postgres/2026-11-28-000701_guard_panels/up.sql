CREATE FUNCTION refuse_panel_tie_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'panel_ties: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER panel_ties_append_only BEFORE UPDATE OR DELETE ON panel_ties FOR EACH ROW EXECUTE FUNCTION refuse_panel_tie_change();
CREATE FUNCTION refuse_panel_declaration_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'panel_declarations: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.reminder_over_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.terms <> OLD.terms
    OR NEW.statement <> OLD.statement OR NEW.declared_at <> OLD.declared_at OR NEW.lapses_at <> OLD.lapses_at THEN
    RAISE EXCEPTION 'panel_declarations: never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER panel_declarations_never_change BEFORE UPDATE OR DELETE ON panel_declarations FOR EACH ROW EXECUTE FUNCTION refuse_panel_declaration_change();
CREATE FUNCTION refuse_panel_seat_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'panel_seats: kept' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.stage IN ('declined', 'withdrawn', 'removed') OR NEW.opportunity_id <> OLD.opportunity_id OR NEW.email <> OLD.email OR NEW.invited_at <> OLD.invited_at THEN
    RAISE EXCEPTION 'panel_seats: ended once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER panel_seats_end_once BEFORE UPDATE OR DELETE ON panel_seats FOR EACH ROW EXECUTE FUNCTION refuse_panel_seat_change();
