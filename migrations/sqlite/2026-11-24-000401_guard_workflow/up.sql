CREATE TRIGGER wf_events_no_update BEFORE UPDATE ON wf_events BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_events_no_delete BEFORE DELETE ON wf_events BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_definitions_no_update BEFORE UPDATE ON wf_definitions BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
CREATE TRIGGER wf_definitions_no_delete BEFORE DELETE ON wf_definitions BEGIN SELECT RAISE(ABORT, 'workflow: append only'); END;
