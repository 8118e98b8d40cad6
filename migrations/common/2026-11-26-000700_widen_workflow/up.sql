-- Whose role a person used, and on which facts a step was permitted.
ALTER TABLE wf_events ADD COLUMN on_behalf_of TEXT;
ALTER TABLE wf_events ADD COLUMN guard_trace TEXT;
-- What the program knows a case as. Until now each place was a stage of the same name.
ALTER TABLE wf_instances ADD COLUMN stage TEXT NOT NULL DEFAULT '';
UPDATE wf_instances SET stage = marking;
CREATE INDEX wf_instances_by_stage ON wf_instances (stage, id);
-- Who stepped back from a case. What they approved there does not count. Append only.
CREATE TABLE wf_recusals (
    id               TEXT PRIMARY KEY,
    instance_id      TEXT NOT NULL REFERENCES wf_instances (id),
    account_id       TEXT NOT NULL,
    reason           TEXT NOT NULL,
    recorded_by      TEXT,
    recorded_by_name TEXT NOT NULL,
    at               TIMESTAMP NOT NULL,
    UNIQUE (instance_id, account_id)
);
CREATE INDEX wf_recusals_by_account ON wf_recusals (account_id);
-- What is due on a case: a reminder, an escalation, or a step that the program takes. Armed by the
-- event by which the case came to a place; done once.
CREATE TABLE wf_timers (
    id            TEXT PRIMARY KEY,
    instance_id   TEXT NOT NULL REFERENCES wf_instances (id),
    armed_by      BIGINT NOT NULL,
    place         TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('remind', 'escalate', 'fire')),
    transition_id TEXT NOT NULL,
    due_at        TIMESTAMP NOT NULL,
    ended_at      TIMESTAMP,
    outcome       TEXT CHECK (outcome IN ('done', 'left')),
    UNIQUE (instance_id, armed_by, place, kind, transition_id)
);
CREATE INDEX wf_timers_by_due ON wf_timers (ended_at, due_at);
-- Versions that people proposed; another person publishes one.
CREATE TABLE wf_proposals (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    version          TEXT NOT NULL,
    definition_hash  TEXT NOT NULL,
    source           TEXT NOT NULL,
    stage            TEXT NOT NULL CHECK (stage IN ('proposed', 'published', 'refused', 'superseded')),
    proposed_by      TEXT NOT NULL,
    proposed_by_name TEXT NOT NULL,
    proposed_at      TIMESTAMP NOT NULL,
    decided_by       TEXT,
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    reason           TEXT
);
CREATE INDEX wf_proposals_by_name ON wf_proposals (name, stage, proposed_at);
-- A role lent for some days, up to an amount.
CREATE TABLE delegations (
    id           TEXT PRIMARY KEY,
    from_account TEXT NOT NULL REFERENCES accounts (id),
    to_account   TEXT NOT NULL REFERENCES accounts (id),
    role         TEXT NOT NULL,
    most_cents   BIGINT CHECK (most_cents > 0),
    first_day    DATE NOT NULL,
    last_day     DATE NOT NULL,
    made_at      TIMESTAMP NOT NULL,
    revoked_at   TIMESTAMP,
    CHECK (from_account <> to_account),
    CHECK (first_day <= last_day)
);
CREATE INDEX delegations_by_to ON delegations (to_account, last_day);
-- Two accounts of one person count as one wherever different people are needed.
CREATE TABLE same_people (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    person_id  TEXT NOT NULL REFERENCES accounts (id),
    CHECK (account_id <> person_id)
);
