DROP TABLE idempotency_keys;
DROP TABLE mailbox_messages;
DROP TABLE outbox_attempts;
DROP TABLE outbox_messages;
DROP TABLE audit_seals;
DROP TABLE audit_unsealed;
DROP TABLE audit_events;
DROP TABLE write_gate;
