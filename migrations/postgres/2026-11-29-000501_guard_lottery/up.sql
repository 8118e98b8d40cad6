-- What was announced never changes, and nobody draws before the number is public, nor alone (C11).
CREATE FUNCTION refuse_lottery_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER lottery_draws_append_only BEFORE UPDATE OR DELETE ON lottery_draws FOR EACH ROW EXECUTE FUNCTION refuse_lottery_change();
CREATE TRIGGER lottery_draws_no_truncate BEFORE TRUNCATE ON lottery_draws FOR EACH STATEMENT EXECUTE FUNCTION refuse_lottery_change();
CREATE TRIGGER lottery_lots_append_only BEFORE UPDATE OR DELETE ON lottery_lots FOR EACH ROW EXECUTE FUNCTION refuse_lottery_change();
CREATE TRIGGER lottery_lots_no_truncate BEFORE TRUNCATE ON lottery_lots FOR EACH STATEMENT EXECUTE FUNCTION refuse_lottery_change();
CREATE TRIGGER lottery_ends_append_only BEFORE UPDATE OR DELETE ON lottery_ends FOR EACH ROW EXECUTE FUNCTION refuse_lottery_change();
CREATE TRIGGER lottery_ends_no_truncate BEFORE TRUNCATE ON lottery_ends FOR EACH STATEMENT EXECUTE FUNCTION refuse_lottery_change();
CREATE FUNCTION refuse_lottery_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM lottery_lots WHERE draw_id = NEW.draw_id) >= (SELECT pool_size FROM lottery_draws WHERE id = NEW.draw_id) THEN
    RAISE EXCEPTION 'lottery_lots: append only, and the pool is complete' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lottery_lots_full BEFORE INSERT ON lottery_lots FOR EACH ROW EXECUTE FUNCTION refuse_lottery_lot();
CREATE FUNCTION refuse_lottery_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.outcome = 'drawn' AND EXISTS (
    SELECT 1 FROM lottery_draws d WHERE d.id = NEW.draw_id AND (NEW.ended_at < d.public_at OR NEW.ended_by = d.prepared_by)
  ) THEN
    RAISE EXCEPTION 'lottery_ends: not before its instant, and by another person' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lottery_ends_once BEFORE INSERT ON lottery_ends FOR EACH ROW EXECUTE FUNCTION refuse_lottery_end();
