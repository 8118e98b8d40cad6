-- Definitions by the SHA-256 of their canonical JSON. Append only.
CREATE TABLE wf_definitions (
    hash         TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    version      TEXT NOT NULL,
    json         TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL
);
-- Where each case stands; a cache of its events, provable by replay.
CREATE TABLE wf_instances (
    id              TEXT PRIMARY KEY,
    definition_hash TEXT NOT NULL REFERENCES wf_definitions (hash),
    marking         TEXT NOT NULL,
    lock_version    BIGINT NOT NULL,
    changed_at      TIMESTAMP NOT NULL
);
CREATE INDEX wf_instances_by_marking ON wf_instances (marking, id);
-- Every step anybody took. Append only. An approval is an event with a digest.
CREATE TABLE wf_events (
    id             TEXT PRIMARY KEY,
    instance_id    TEXT NOT NULL REFERENCES wf_instances (id),
    n              BIGINT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('started', 'moved', 'approved')),
    transition_id  TEXT NOT NULL,
    account_id     TEXT,
    actor_name     TEXT NOT NULL,
    reason         TEXT,
    subject_digest TEXT,
    idem_key       TEXT NOT NULL UNIQUE,
    marking_after  TEXT NOT NULL,
    at             TIMESTAMP NOT NULL,
    UNIQUE (instance_id, n)
);
