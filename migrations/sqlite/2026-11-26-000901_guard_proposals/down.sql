DROP TRIGGER wf_definitions_no_replace;
DROP TRIGGER wf_proposals_no_delete;
DROP TRIGGER wf_proposals_begin_open;
DROP TRIGGER wf_proposals_decided_once;
