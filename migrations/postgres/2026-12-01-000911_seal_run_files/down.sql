DROP TRIGGER bank_files_no_delete ON bank_files;
DROP TRIGGER bank_files_no_update ON bank_files;
CREATE TRIGGER bank_files_append_only BEFORE UPDATE OR DELETE ON bank_files FOR EACH ROW EXECUTE FUNCTION refuse_run_file_change();
