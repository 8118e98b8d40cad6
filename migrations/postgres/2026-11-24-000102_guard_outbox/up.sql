CREATE FUNCTION refuse_outbox_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'outbox: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER outbox_messages_final BEFORE UPDATE ON outbox_messages FOR EACH ROW
WHEN (OLD.state IN ('sent', 'dead', 'suppressed')) EXECUTE FUNCTION refuse_outbox_change();
-- The bytes of every attempt are the same; only delivery may forget them.
CREATE TRIGGER outbox_messages_bytes BEFORE UPDATE ON outbox_messages FOR EACH ROW
WHEN (OLD.raw IS NOT NULL AND NEW.raw IS DISTINCT FROM OLD.raw AND NOT (NEW.raw IS NULL AND NEW.state = 'sent')) EXECUTE FUNCTION refuse_outbox_change();
CREATE TRIGGER outbox_messages_no_delete BEFORE DELETE ON outbox_messages FOR EACH ROW EXECUTE FUNCTION refuse_outbox_change();
CREATE TRIGGER outbox_attempts_append_only BEFORE UPDATE OR DELETE ON outbox_attempts FOR EACH ROW EXECUTE FUNCTION refuse_outbox_change();
