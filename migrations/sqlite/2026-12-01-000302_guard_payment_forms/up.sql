-- What was certified is kept as it was.
CREATE TRIGGER payments_keep_form BEFORE UPDATE ON payments
WHEN OLD.form_json IS NOT NEW.form_json OR OLD.proper_at IS NOT NEW.proper_at OR OLD.due_on IS NOT NEW.due_on
BEGIN SELECT RAISE(ABORT, 'payments: what was certified is append only'); END;
CREATE TRIGGER payment_needs_no_update BEFORE UPDATE ON payment_needs BEGIN SELECT RAISE(ABORT, 'payment_needs: append only'); END;
CREATE TRIGGER payment_needs_no_delete BEFORE DELETE ON payment_needs BEGIN SELECT RAISE(ABORT, 'payment_needs: append only'); END;
