DROP TRIGGER outbox_attempts_no_delete;
DROP TRIGGER outbox_attempts_no_update;
DROP TRIGGER outbox_messages_no_delete;
DROP TRIGGER outbox_messages_bytes;
DROP TRIGGER outbox_messages_final;
