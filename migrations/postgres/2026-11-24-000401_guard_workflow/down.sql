DROP TRIGGER wf_definitions_no_truncate ON wf_definitions;
DROP TRIGGER wf_definitions_append_only ON wf_definitions;
DROP TRIGGER wf_events_no_truncate ON wf_events;
DROP TRIGGER wf_events_append_only ON wf_events;
DROP FUNCTION refuse_workflow_change();
