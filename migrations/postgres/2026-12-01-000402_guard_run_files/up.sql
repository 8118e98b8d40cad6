-- The file of a run stays as it was written, and who took it out stays known.
CREATE FUNCTION refuse_run_file_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER bank_files_append_only BEFORE UPDATE OR DELETE ON bank_files FOR EACH ROW EXECUTE FUNCTION refuse_run_file_change();
CREATE TRIGGER run_downloads_append_only BEFORE UPDATE OR DELETE ON run_downloads FOR EACH ROW EXECUTE FUNCTION refuse_run_file_change();
