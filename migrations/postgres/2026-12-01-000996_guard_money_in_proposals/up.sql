-- What was proposed of money that came in stays as it was said, like the rest of a proposal.
DROP TRIGGER match_proposals_once ON match_proposals;
CREATE TRIGGER match_proposals_once BEFORE UPDATE ON match_proposals FOR EACH ROW WHEN (
    OLD.outcome IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.bank_line_id IS DISTINCT FROM OLD.bank_line_id
    OR NEW.payments IS DISTINCT FROM OLD.payments
    OR NEW.award_id IS DISTINCT FROM OLD.award_id
    OR NEW.bill_id IS DISTINCT FROM OLD.bill_id
    OR NEW.reason IS DISTINCT FROM OLD.reason
    OR NEW.proposed_by IS DISTINCT FROM OLD.proposed_by
    OR NEW.proposed_by_name IS DISTINCT FROM OLD.proposed_by_name
    OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at
) EXECUTE FUNCTION refuse_bank_change();
