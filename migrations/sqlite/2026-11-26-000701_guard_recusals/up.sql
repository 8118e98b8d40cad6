CREATE TRIGGER wf_recusals_no_update BEFORE UPDATE ON wf_recusals BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_recusals_no_delete BEFORE DELETE ON wf_recusals BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_timers_once BEFORE UPDATE ON wf_timers WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'workflow: a timer ends once'); END;
CREATE TRIGGER wf_timers_no_delete BEFORE DELETE ON wf_timers BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
