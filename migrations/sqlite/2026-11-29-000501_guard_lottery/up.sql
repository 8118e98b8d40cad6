-- What was announced never changes, and nobody draws before the number is public, nor alone (C11).
CREATE TRIGGER lottery_draws_no_update BEFORE UPDATE ON lottery_draws BEGIN SELECT RAISE(ABORT, 'lottery_draws: append only'); END;
CREATE TRIGGER lottery_draws_no_delete BEFORE DELETE ON lottery_draws BEGIN SELECT RAISE(ABORT, 'lottery_draws: append only'); END;
CREATE TRIGGER lottery_draws_no_replace BEFORE INSERT ON lottery_draws
WHEN EXISTS (SELECT 1 FROM lottery_draws WHERE id = NEW.id OR (opportunity_id = NEW.opportunity_id AND n = NEW.n))
BEGIN SELECT RAISE(ABORT, 'lottery_draws: append only'); END;
CREATE TRIGGER lottery_lots_no_update BEFORE UPDATE ON lottery_lots BEGIN SELECT RAISE(ABORT, 'lottery_lots: append only'); END;
CREATE TRIGGER lottery_lots_no_delete BEFORE DELETE ON lottery_lots BEGIN SELECT RAISE(ABORT, 'lottery_lots: append only'); END;
CREATE TRIGGER lottery_lots_full BEFORE INSERT ON lottery_lots
WHEN EXISTS (SELECT 1 FROM lottery_lots WHERE draw_id = NEW.draw_id AND (place = NEW.place OR application_id = NEW.application_id))
    OR (SELECT count(*) FROM lottery_lots WHERE draw_id = NEW.draw_id) >= (SELECT pool_size FROM lottery_draws WHERE id = NEW.draw_id)
BEGIN SELECT RAISE(ABORT, 'lottery_lots: append only, and the pool is complete'); END;
CREATE TRIGGER lottery_ends_no_update BEFORE UPDATE ON lottery_ends BEGIN SELECT RAISE(ABORT, 'lottery_ends: append only'); END;
CREATE TRIGGER lottery_ends_no_delete BEFORE DELETE ON lottery_ends BEGIN SELECT RAISE(ABORT, 'lottery_ends: append only'); END;
CREATE TRIGGER lottery_ends_once BEFORE INSERT ON lottery_ends
WHEN EXISTS (SELECT 1 FROM lottery_ends WHERE draw_id = NEW.draw_id)
    OR (NEW.outcome = 'drawn' AND EXISTS (
        SELECT 1 FROM lottery_draws d WHERE d.id = NEW.draw_id AND (NEW.ended_at < d.public_at OR NEW.ended_by = d.prepared_by)
    ))
BEGIN SELECT RAISE(ABORT, 'lottery_ends: append only, not before its instant, and by another person'); END;
