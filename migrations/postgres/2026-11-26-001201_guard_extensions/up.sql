CREATE FUNCTION refuse_deadline_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'deadlines: append only'; END $$;
CREATE TRIGGER deadline_extensions_append_only BEFORE UPDATE OR DELETE ON deadline_extensions FOR EACH ROW EXECUTE FUNCTION refuse_deadline_change();
CREATE TRIGGER deadline_extensions_no_truncate BEFORE TRUNCATE ON deadline_extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse_deadline_change();
