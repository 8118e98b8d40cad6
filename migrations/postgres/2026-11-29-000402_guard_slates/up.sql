-- What was adopted is kept as it was.
CREATE FUNCTION refuse_slate_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER slates_append_only BEFORE UPDATE OR DELETE ON slates FOR EACH ROW EXECUTE FUNCTION refuse_slate_change();
CREATE TRIGGER slate_lines_append_only BEFORE UPDATE OR DELETE ON slate_lines FOR EACH ROW EXECUTE FUNCTION refuse_slate_change();
