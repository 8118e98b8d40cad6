-- Rows of periods are written once.
CREATE TRIGGER ledger_periods_append_only BEFORE UPDATE OR DELETE ON ledger_periods FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_periods_no_truncate BEFORE TRUNCATE ON ledger_periods FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_period_steps_append_only BEFORE UPDATE OR DELETE ON ledger_period_steps FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_period_steps_no_truncate BEFORE TRUNCATE ON ledger_period_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_period_seals_append_only BEFORE UPDATE OR DELETE ON ledger_period_seals FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_period_seals_no_truncate BEFORE TRUNCATE ON ledger_period_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
-- Periods do not overlap.
CREATE FUNCTION check_ledger_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_periods WHERE first_day <= NEW.last_day AND NEW.first_day <= last_day) THEN
        RAISE EXCEPTION 'ledger: periods overlap' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_periods_apart BEFORE INSERT ON ledger_periods FOR EACH ROW EXECUTE FUNCTION check_ledger_period();
-- Nothing more happens to a sealed period; only a closed one is sealed.
CREATE FUNCTION check_ledger_period_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_period_seals WHERE period_id = NEW.period_id) THEN
        RAISE EXCEPTION 'ledger: period is sealed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_period_steps_not_after_seal BEFORE INSERT ON ledger_period_steps FOR EACH ROW EXECUTE FUNCTION check_ledger_period_step();
CREATE FUNCTION check_ledger_period_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE((SELECT step FROM ledger_period_steps WHERE period_id = NEW.period_id ORDER BY n DESC LIMIT 1), 'reopen') <> 'close' THEN
        RAISE EXCEPTION 'ledger: period is open' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_period_seals_after_close BEFORE INSERT ON ledger_period_seals FOR EACH ROW EXECUTE FUNCTION check_ledger_period_seal();
-- Nothing is posted into a period that is closed or sealed (L16).
CREATE FUNCTION check_journal_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM ledger_periods p WHERE NEW.effective_on BETWEEN p.first_day AND p.last_day AND (
            EXISTS (SELECT 1 FROM ledger_period_seals s WHERE s.period_id = p.id)
            OR COALESCE((SELECT step FROM ledger_period_steps t WHERE t.period_id = p.id ORDER BY n DESC LIMIT 1), 'reopen') = 'close')
    ) THEN
        RAISE EXCEPTION 'ledger: period is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journals_in_open_period BEFORE INSERT ON journals FOR EACH ROW EXECUTE FUNCTION check_journal_period();
