CREATE TRIGGER panel_ties_no_update BEFORE UPDATE ON panel_ties BEGIN SELECT RAISE(ABORT, 'panel_ties: append only'); END;
CREATE TRIGGER panel_ties_no_delete BEFORE DELETE ON panel_ties BEGIN SELECT RAISE(ABORT, 'panel_ties: append only'); END;
CREATE TRIGGER panel_declarations_no_delete BEFORE DELETE ON panel_declarations BEGIN SELECT RAISE(ABORT, 'panel_declarations: kept'); END;
CREATE TRIGGER panel_declarations_no_update BEFORE UPDATE ON panel_declarations
WHEN OLD.reminder_over_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.terms <> OLD.terms
  OR NEW.statement <> OLD.statement OR NEW.declared_at <> OLD.declared_at OR NEW.lapses_at <> OLD.lapses_at
BEGIN SELECT RAISE(ABORT, 'panel_declarations: never changed'); END;
CREATE TRIGGER panel_seats_no_delete BEFORE DELETE ON panel_seats BEGIN SELECT RAISE(ABORT, 'panel_seats: kept'); END;
CREATE TRIGGER panel_seats_end_once BEFORE UPDATE ON panel_seats
WHEN OLD.stage IN ('declined', 'withdrawn', 'removed') OR NEW.opportunity_id <> OLD.opportunity_id OR NEW.email <> OLD.email OR NEW.invited_at <> OLD.invited_at
BEGIN SELECT RAISE(ABORT, 'panel_seats: ended once'); END;
