DROP TABLE same_people;
DROP TABLE delegations;
DROP TABLE wf_proposals;
DROP TABLE wf_timers;
DROP TABLE wf_recusals;
DROP INDEX wf_instances_by_stage;
ALTER TABLE wf_instances DROP COLUMN stage;
ALTER TABLE wf_events DROP COLUMN guard_trace;
ALTER TABLE wf_events DROP COLUMN on_behalf_of;
