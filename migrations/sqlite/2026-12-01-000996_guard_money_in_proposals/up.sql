-- What was proposed of money that came in stays as it was said, like the rest of a proposal.
DROP TRIGGER match_proposals_once;
CREATE TRIGGER match_proposals_once BEFORE UPDATE ON match_proposals
WHEN
    OLD.outcome IS NOT NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.bank_line_id IS NOT OLD.bank_line_id
    OR NEW.payments IS NOT OLD.payments
    OR NEW.award_id IS NOT OLD.award_id
    OR NEW.bill_id IS NOT OLD.bill_id
    OR NEW.reason IS NOT OLD.reason
    OR NEW.proposed_by IS NOT OLD.proposed_by
    OR NEW.proposed_by_name IS NOT OLD.proposed_by_name
    OR NEW.proposed_at IS NOT OLD.proposed_at
BEGIN SELECT RAISE(ABORT, 'match_proposals: append only, decided once'); END;
