-- Rows of periods are written once.
CREATE TRIGGER ledger_periods_no_update BEFORE UPDATE ON ledger_periods BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_periods_no_delete BEFORE DELETE ON ledger_periods BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_periods_no_replace BEFORE INSERT ON ledger_periods WHEN EXISTS (SELECT 1 FROM ledger_periods WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_steps_no_update BEFORE UPDATE ON ledger_period_steps BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_steps_no_delete BEFORE DELETE ON ledger_period_steps BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_steps_no_replace BEFORE INSERT ON ledger_period_steps WHEN EXISTS (SELECT 1 FROM ledger_period_steps WHERE period_id = NEW.period_id AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_seals_no_update BEFORE UPDATE ON ledger_period_seals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_seals_no_delete BEFORE DELETE ON ledger_period_seals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_period_seals_no_replace BEFORE INSERT ON ledger_period_seals WHEN EXISTS (SELECT 1 FROM ledger_period_seals WHERE period_id = NEW.period_id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
-- Periods do not overlap.
CREATE TRIGGER ledger_periods_apart BEFORE INSERT ON ledger_periods
WHEN EXISTS (SELECT 1 FROM ledger_periods WHERE first_day <= NEW.last_day AND NEW.first_day <= last_day)
BEGIN SELECT RAISE(ABORT, 'ledger: periods overlap'); END;
-- Nothing more happens to a sealed period; only a closed one is sealed.
CREATE TRIGGER ledger_period_steps_not_after_seal BEFORE INSERT ON ledger_period_steps
WHEN EXISTS (SELECT 1 FROM ledger_period_seals WHERE period_id = NEW.period_id)
BEGIN SELECT RAISE(ABORT, 'ledger: period is sealed'); END;
CREATE TRIGGER ledger_period_seals_after_close BEFORE INSERT ON ledger_period_seals
WHEN COALESCE((SELECT step FROM ledger_period_steps WHERE period_id = NEW.period_id ORDER BY n DESC LIMIT 1), 'reopen') <> 'close'
BEGIN SELECT RAISE(ABORT, 'ledger: period is open'); END;
-- Nothing is posted into a period that is closed or sealed (L16).
CREATE TRIGGER journals_in_open_period BEFORE INSERT ON journals
WHEN EXISTS (
    SELECT 1 FROM ledger_periods p WHERE NEW.effective_on BETWEEN p.first_day AND p.last_day AND (
        EXISTS (SELECT 1 FROM ledger_period_seals s WHERE s.period_id = p.id)
        OR COALESCE((SELECT step FROM ledger_period_steps t WHERE t.period_id = p.id ORDER BY n DESC LIMIT 1), 'reopen') = 'close')
)
BEGIN SELECT RAISE(ABORT, 'ledger: period is closed'); END;
