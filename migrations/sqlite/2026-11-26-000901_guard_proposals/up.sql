-- What was proposed never changes; it is decided once, and published by another account than the proposer's.
CREATE TRIGGER wf_proposals_decided_once BEFORE UPDATE ON wf_proposals
WHEN OLD.stage <> 'proposed' OR NEW.stage = 'proposed'
    OR NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.version IS NOT OLD.version OR
    NEW.definition_hash IS NOT OLD.definition_hash OR NEW.source IS NOT OLD.source OR NEW.proposed_by IS NOT OLD.proposed_by OR
    NEW.proposed_by_name IS NOT OLD.proposed_by_name OR NEW.proposed_at IS NOT OLD.proposed_at
    OR NEW.decided_by IS NULL OR NEW.decided_by_name IS NULL OR NEW.decided_at IS NULL
    OR (NEW.stage <> 'superseded' AND NEW.decided_by = OLD.proposed_by)
BEGIN SELECT RAISE(ABORT, 'workflow: a proposal is decided once, by another person'); END;
CREATE TRIGGER wf_proposals_begin_open BEFORE INSERT ON wf_proposals
WHEN NEW.stage <> 'proposed' OR NEW.decided_by IS NOT NULL OR NEW.decided_by_name IS NOT NULL OR NEW.decided_at IS NOT NULL
    OR NEW.reason IS NOT NULL OR EXISTS (SELECT 1 FROM wf_proposals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'workflow: a proposal begins open'); END;
CREATE TRIGGER wf_proposals_no_delete BEFORE DELETE ON wf_proposals BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_definitions_no_replace BEFORE INSERT ON wf_definitions
WHEN EXISTS (SELECT 1 FROM wf_definitions WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
