CREATE TRIGGER wf_recusals_append_only BEFORE UPDATE OR DELETE ON wf_recusals FOR EACH ROW EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_recusals_no_truncate BEFORE TRUNCATE ON wf_recusals FOR EACH STATEMENT EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_timers_once BEFORE UPDATE ON wf_timers FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_timers_no_delete BEFORE DELETE ON wf_timers FOR EACH ROW EXECUTE FUNCTION refuse_workflow_change();
CREATE TRIGGER wf_timers_no_truncate BEFORE TRUNCATE ON wf_timers FOR EACH STATEMENT EXECUTE FUNCTION refuse_workflow_change();
