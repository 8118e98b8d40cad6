-- PostgreSQL writers that must retry queue on this empty table.
CREATE TABLE write_gate (id INTEGER PRIMARY KEY);

-- What happened, by whom, to what. Append only; sealed into a hash chain in batches.
CREATE TABLE audit_events (
    id           TEXT PRIMARY KEY,
    at           TIMESTAMP NOT NULL,
    actor_id     TEXT,
    actor_name   TEXT NOT NULL,
    fact         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    payload      TEXT NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_id, at);
CREATE TABLE audit_unsealed (event_id TEXT PRIMARY KEY REFERENCES audit_events (id), at TIMESTAMP NOT NULL);
CREATE TABLE audit_seals (
    seq       BIGINT PRIMARY KEY,
    event_id  TEXT NOT NULL UNIQUE REFERENCES audit_events (id),
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL
);

-- Messages to send after commit. A row never vanishes: it ends sent, dead or suppressed.
CREATE TABLE outbox_messages (
    id           TEXT PRIMARY KEY,
    fact         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    account_id   TEXT,
    to_name      TEXT NOT NULL,
    to_address   TEXT NOT NULL,
    locale       TEXT NOT NULL,
    payload      TEXT NOT NULL,
    dedup_key    TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'retry', 'sent', 'dead', 'suppressed')),
    not_before   TIMESTAMP NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    lease_token  TEXT,
    lease_until  TIMESTAMP,
    message_id   TEXT UNIQUE,
    subject_line TEXT,
    raw          BYTEA,
    raw_sha256   TEXT,
    last_error   TEXT,
    created_at   TIMESTAMP NOT NULL,
    sent_at      TIMESTAMP
);
CREATE INDEX outbox_messages_due ON outbox_messages (state, not_before);
CREATE INDEX outbox_messages_by_subject ON outbox_messages (subject_kind, subject_id);
CREATE TABLE outbox_attempts (
    message_id TEXT NOT NULL REFERENCES outbox_messages (id),
    n          INTEGER NOT NULL,
    at         TIMESTAMP NOT NULL,
    outcome    TEXT NOT NULL,
    PRIMARY KEY (message_id, n)
);
-- While a pause lasts nothing is sent: the server refused us, not a recipient.
CREATE TABLE outbox_pauses (
    channel TEXT PRIMARY KEY,
    until   TIMESTAMP NOT NULL,
    reason  TEXT NOT NULL
);
-- Addresses that bounced. Nothing is sent there until a person lifts it.
CREATE TABLE mail_suppressions (
    address TEXT PRIMARY KEY,
    reason  TEXT NOT NULL,
    message_id TEXT NOT NULL REFERENCES outbox_messages (id),
    at      TIMESTAMP NOT NULL
);
-- The demo's mailbox: what the mailbox transport delivered, shown as pages.
CREATE TABLE mailbox_messages (
    message_id   TEXT PRIMARY KEY,
    to_address   TEXT NOT NULL,
    to_name      TEXT NOT NULL,
    subject_line TEXT NOT NULL,
    body_text    TEXT NOT NULL,
    body_html    TEXT NOT NULL,
    headers      TEXT NOT NULL,
    delivered_at TIMESTAMP NOT NULL
);
CREATE INDEX mailbox_messages_by_address ON mailbox_messages (to_address, delivered_at);

-- One press of one button has one effect, and the same answer when it is repeated.
CREATE TABLE idempotency_keys (
    key          TEXT PRIMARY KEY,
    account_id   TEXT,
    route        TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    location     TEXT NOT NULL,
    at           TIMESTAMP NOT NULL
);
