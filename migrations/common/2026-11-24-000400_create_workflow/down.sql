DROP TABLE wf_events;
DROP TABLE wf_instances;
DROP TABLE wf_definitions;
