DROP TRIGGER outbox_attempts_append_only ON outbox_attempts;
DROP TRIGGER outbox_messages_no_delete ON outbox_messages;
DROP TRIGGER outbox_messages_bytes ON outbox_messages;
DROP TRIGGER outbox_messages_final ON outbox_messages;
DROP FUNCTION refuse_outbox_change();
