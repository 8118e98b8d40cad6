DROP TRIGGER wf_timers_no_truncate ON wf_timers;
DROP TRIGGER wf_timers_no_delete ON wf_timers;
DROP TRIGGER wf_timers_once ON wf_timers;
DROP TRIGGER wf_recusals_no_truncate ON wf_recusals;
DROP TRIGGER wf_recusals_append_only ON wf_recusals;
