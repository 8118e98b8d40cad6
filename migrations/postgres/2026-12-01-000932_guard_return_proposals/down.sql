DROP TRIGGER return_proposals_no_truncate ON return_proposals;
DROP TRIGGER return_proposals_no_delete ON return_proposals;
DROP TRIGGER return_proposals_once ON return_proposals;
DROP FUNCTION refuse_return_proposal_change();
