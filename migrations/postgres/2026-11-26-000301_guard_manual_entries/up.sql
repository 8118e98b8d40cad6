-- A prepared entry is decided once and never edited; a decided one stays.
CREATE FUNCTION refuse_manual_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'manual entry: never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER manual_entries_decided_once BEFORE UPDATE ON manual_entries FOR EACH ROW WHEN (
    OLD.state <> 'prepared'
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.event IS DISTINCT FROM OLD.event OR
    NEW.variant IS DISTINCT FROM OLD.variant OR NEW.fund IS DISTINCT FROM OLD.fund OR NEW.about IS DISTINCT FROM OLD.about OR
    NEW.amount_cents IS DISTINCT FROM OLD.amount_cents OR NEW.effective_on IS DISTINCT FROM OLD.effective_on OR NEW.reason IS
    DISTINCT FROM OLD.reason OR NEW.evidence IS DISTINCT FROM OLD.evidence OR NEW.reverses_seq IS DISTINCT FROM OLD.reverses_seq
    OR NEW.subject_digest IS DISTINCT FROM OLD.subject_digest OR NEW.prepared_by IS DISTINCT FROM OLD.prepared_by OR
    NEW.prepared_by_name IS DISTINCT FROM OLD.prepared_by_name OR NEW.prepared_at IS DISTINCT FROM OLD.prepared_at
) EXECUTE FUNCTION refuse_manual_entry_change();
CREATE TRIGGER manual_entries_no_delete BEFORE DELETE ON manual_entries FOR EACH ROW EXECUTE FUNCTION refuse_manual_entry_change();
CREATE TRIGGER manual_entries_no_truncate BEFORE TRUNCATE ON manual_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_manual_entry_change();
CREATE TRIGGER manual_entry_legs_fixed BEFORE UPDATE OR DELETE ON manual_entry_legs FOR EACH ROW EXECUTE FUNCTION refuse_manual_entry_change();
CREATE TRIGGER manual_entry_legs_no_truncate BEFORE TRUNCATE ON manual_entry_legs FOR EACH STATEMENT EXECUTE FUNCTION refuse_manual_entry_change();
CREATE FUNCTION check_manual_entry_leg() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM manual_entries WHERE id = NEW.entry_id AND state = 'prepared') THEN
        RAISE EXCEPTION 'manual entry: never edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER manual_entry_legs_while_prepared BEFORE INSERT ON manual_entry_legs FOR EACH ROW EXECUTE FUNCTION check_manual_entry_leg();
