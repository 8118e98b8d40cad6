-- What was proposed stays as it was, and is decided once.
CREATE TRIGGER return_proposals_once BEFORE UPDATE ON return_proposals
WHEN
    OLD.outcome IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.payment_id IS NOT OLD.payment_id
    OR NEW.code IS NOT OLD.code
    OR NEW.told_on IS NOT OLD.told_on
    OR NEW.evidence IS NOT OLD.evidence
    OR NEW.proposed_by IS NOT OLD.proposed_by
    OR NEW.proposed_by_name IS NOT OLD.proposed_by_name
    OR NEW.proposed_at IS NOT OLD.proposed_at
BEGIN SELECT RAISE(ABORT, 'return_proposals: append only, decided once'); END;
CREATE TRIGGER return_proposals_no_delete BEFORE DELETE ON return_proposals BEGIN SELECT RAISE(ABORT, 'return_proposals: append only'); END;
CREATE TRIGGER return_proposals_no_replace BEFORE INSERT ON return_proposals
WHEN EXISTS (SELECT 1 FROM return_proposals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'return_proposals: append only'); END;
