-- What was proposed stays as it was, and is decided once.
CREATE FUNCTION refuse_return_proposal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER return_proposals_once BEFORE UPDATE ON return_proposals FOR EACH ROW WHEN (
    OLD.outcome IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.payment_id IS DISTINCT FROM OLD.payment_id
    OR NEW.code IS DISTINCT FROM OLD.code
    OR NEW.told_on IS DISTINCT FROM OLD.told_on
    OR NEW.evidence IS DISTINCT FROM OLD.evidence
    OR NEW.proposed_by IS DISTINCT FROM OLD.proposed_by
    OR NEW.proposed_by_name IS DISTINCT FROM OLD.proposed_by_name
    OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at
) EXECUTE FUNCTION refuse_return_proposal_change();
CREATE TRIGGER return_proposals_no_delete BEFORE DELETE ON return_proposals FOR EACH ROW EXECUTE FUNCTION refuse_return_proposal_change();
CREATE TRIGGER return_proposals_no_truncate BEFORE TRUNCATE ON return_proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_return_proposal_change();
