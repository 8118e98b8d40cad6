CREATE TRIGGER outbox_messages_final BEFORE UPDATE ON outbox_messages WHEN OLD.state IN ('sent', 'dead', 'suppressed')
BEGIN SELECT RAISE(ABORT, 'outbox: a final message is append only'); END;
-- The bytes of every attempt are the same; only delivery may forget them.
CREATE TRIGGER outbox_messages_bytes BEFORE UPDATE ON outbox_messages
WHEN OLD.raw IS NOT NULL AND NEW.raw IS NOT OLD.raw AND NOT (NEW.raw IS NULL AND NEW.state = 'sent')
BEGIN SELECT RAISE(ABORT, 'outbox: the bytes of a message are append only'); END;
CREATE TRIGGER outbox_messages_no_delete BEFORE DELETE ON outbox_messages BEGIN SELECT RAISE(ABORT, 'outbox: append only'); END;
CREATE TRIGGER outbox_attempts_no_update BEFORE UPDATE ON outbox_attempts BEGIN SELECT RAISE(ABORT, 'outbox: append only'); END;
CREATE TRIGGER outbox_attempts_no_delete BEFORE DELETE ON outbox_attempts BEGIN SELECT RAISE(ABORT, 'outbox: append only'); END;
