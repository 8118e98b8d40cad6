DROP TRIGGER wf_proposals_no_truncate ON wf_proposals;
DROP TRIGGER wf_proposals_no_delete ON wf_proposals;
DROP TRIGGER wf_proposals_begin_open ON wf_proposals;
DROP TRIGGER wf_proposals_decided_once ON wf_proposals;
