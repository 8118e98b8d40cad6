-- Whose work a case is where it stands: one row for each place with owners and each of its owners.
-- Follows from the events of the case; kept in the same transaction as where it stands.
CREATE TABLE wf_waits (
    instance_id TEXT NOT NULL REFERENCES wf_instances (id),
    place       TEXT NOT NULL,
    role        TEXT NOT NULL,
    stage       TEXT NOT NULL,
    -- What the program groups its cases by: the round.
    bundle      TEXT NOT NULL,
    since       TIMESTAMP NOT NULL,
    -- The last day; December 31, 9999 where the place has none.
    due_on      DATE NOT NULL,
    PRIMARY KEY (instance_id, place, role)
);
CREATE INDEX wf_waits_by_role ON wf_waits (role, due_on, instance_id, place);
CREATE INDEX wf_waits_by_stage ON wf_waits (role, stage, due_on, instance_id, place);
CREATE INDEX wf_waits_by_bundle ON wf_waits (role, bundle, due_on, instance_id, place);
-- Cases from before there were worklists; the program works them off when it starts.
CREATE TABLE wf_unlisted (
    instance_id TEXT PRIMARY KEY REFERENCES wf_instances (id)
);
INSERT INTO wf_unlisted (instance_id) SELECT id FROM wf_instances;
