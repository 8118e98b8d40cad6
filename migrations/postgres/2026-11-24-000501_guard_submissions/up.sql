CREATE FUNCTION refuse_received_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER submissions_append_only BEFORE UPDATE OR DELETE ON submissions FOR EACH ROW EXECUTE FUNCTION refuse_received_change();
CREATE TRIGGER submissions_no_truncate BEFORE TRUNCATE ON submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_received_change();
CREATE TRIGGER opportunity_versions_append_only BEFORE UPDATE OR DELETE ON opportunity_versions FOR EACH ROW EXECUTE FUNCTION refuse_received_change();
CREATE TRIGGER opportunity_versions_no_truncate BEFORE TRUNCATE ON opportunity_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_received_change();
