CREATE FUNCTION refuse_workflow_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'workflow: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER wf_events_append_only BEFORE UPDATE OR DELETE ON wf_events FOR EACH ROW EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_events_no_truncate BEFORE TRUNCATE ON wf_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_definitions_append_only BEFORE UPDATE OR DELETE ON wf_definitions FOR EACH ROW EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_definitions_no_truncate BEFORE TRUNCATE ON wf_definitions FOR EACH STATEMENT EXECUTE FUNCTION refuse_workflow_change();
