-- The file of a run is kept sealed. It stays the file that was written: its content may be sealed anew, nothing else
-- changes. What is sealed begins with `v1:`.
DROP TRIGGER bank_files_append_only ON bank_files;
CREATE TRIGGER bank_files_no_update BEFORE UPDATE ON bank_files FOR EACH ROW WHEN (
    NEW.run_id IS DISTINCT FROM OLD.run_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR
    NEW.written_at IS DISTINCT FROM OLD.written_at OR substring(NEW.content FROM 1 FOR 3) IS DISTINCT FROM '\x76313a'::bytea
) EXECUTE FUNCTION refuse_run_file_change();
CREATE TRIGGER bank_files_no_delete BEFORE DELETE ON bank_files FOR EACH ROW EXECUTE FUNCTION refuse_run_file_change();
