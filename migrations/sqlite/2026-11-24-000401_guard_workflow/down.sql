DROP TRIGGER wf_events_no_update;
DROP TRIGGER wf_events_no_delete;
DROP TRIGGER wf_definitions_no_update;
DROP TRIGGER wf_definitions_no_delete;
