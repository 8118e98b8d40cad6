-- A prepared entry is decided once and never edited; a decided one stays.
CREATE TRIGGER manual_entries_decided_once BEFORE UPDATE ON manual_entries
WHEN OLD.state <> 'prepared'
    OR NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.event IS NOT OLD.event OR NEW.variant IS NOT OLD.variant OR
    NEW.fund IS NOT OLD.fund OR NEW.about IS NOT OLD.about OR NEW.amount_cents IS NOT OLD.amount_cents OR NEW.effective_on IS NOT
    OLD.effective_on OR NEW.reason IS NOT OLD.reason OR NEW.evidence IS NOT OLD.evidence OR NEW.reverses_seq IS NOT
    OLD.reverses_seq OR NEW.subject_digest IS NOT OLD.subject_digest OR NEW.prepared_by IS NOT OLD.prepared_by OR
    NEW.prepared_by_name IS NOT OLD.prepared_by_name OR NEW.prepared_at IS NOT OLD.prepared_at
BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
CREATE TRIGGER manual_entries_no_delete BEFORE DELETE ON manual_entries BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
CREATE TRIGGER manual_entries_no_replace BEFORE INSERT ON manual_entries
WHEN EXISTS (SELECT 1 FROM manual_entries WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
CREATE TRIGGER manual_entry_legs_no_update BEFORE UPDATE ON manual_entry_legs BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
CREATE TRIGGER manual_entry_legs_no_delete BEFORE DELETE ON manual_entry_legs BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
CREATE TRIGGER manual_entry_legs_no_replace BEFORE INSERT ON manual_entry_legs
WHEN EXISTS (SELECT 1 FROM manual_entry_legs WHERE entry_id = NEW.entry_id AND n = NEW.n)
    OR NOT EXISTS (SELECT 1 FROM manual_entries WHERE id = NEW.entry_id AND state = 'prepared')
BEGIN SELECT RAISE(ABORT, 'manual entry: never edited'); END;
