-- What was proposed never changes; it is decided once, and published by another account than the proposer's.
CREATE TRIGGER wf_proposals_decided_once BEFORE UPDATE ON wf_proposals FOR EACH ROW WHEN (
    OLD.stage <> 'proposed' OR NEW.stage = 'proposed'
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.version IS DISTINCT FROM OLD.version OR
    NEW.definition_hash IS DISTINCT FROM OLD.definition_hash OR NEW.source IS DISTINCT FROM OLD.source OR
    NEW.proposed_by IS DISTINCT FROM OLD.proposed_by OR NEW.proposed_by_name IS DISTINCT FROM OLD.proposed_by_name OR
    NEW.proposed_at IS DISTINCT FROM OLD.proposed_at
    OR NEW.decided_by IS NULL OR NEW.decided_by_name IS NULL OR NEW.decided_at IS NULL
    OR (NEW.stage <> 'superseded' AND NEW.decided_by = OLD.proposed_by)
) EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_proposals_begin_open BEFORE INSERT ON wf_proposals FOR EACH ROW WHEN (
    NEW.stage <> 'proposed' OR NEW.decided_by IS NOT NULL OR NEW.decided_by_name IS NOT NULL OR NEW.decided_at IS NOT NULL
    OR NEW.reason IS NOT NULL
) EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_proposals_no_delete BEFORE DELETE ON wf_proposals FOR EACH ROW EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_proposals_no_truncate BEFORE TRUNCATE ON wf_proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_workflow_change();
