DROP TRIGGER wf_timers_no_delete;
DROP TRIGGER wf_timers_once;
DROP TRIGGER wf_recusals_no_delete;
DROP TRIGGER wf_recusals_no_update;
