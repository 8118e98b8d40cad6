DROP TABLE wf_unlisted;
DROP TABLE wf_waits;
