-- The file of a run is kept sealed. It stays the file that was written: its content may be sealed anew, nothing else
-- changes. What is sealed begins with `v1:`.
DROP TRIGGER bank_files_no_update;
CREATE TRIGGER bank_files_no_update BEFORE UPDATE ON bank_files
WHEN
    NEW.run_id IS NOT OLD.run_id OR NEW.name IS NOT OLD.name OR NEW.sha256 IS NOT OLD.sha256 OR NEW.written_at IS NOT OLD.written_at OR
    substr(NEW.content, 1, 3) IS NOT x'76313a'
BEGIN SELECT RAISE(ABORT, 'bank_files: append only'); END;
CREATE TRIGGER bank_files_no_replace BEFORE INSERT ON bank_files
WHEN EXISTS (SELECT 1 FROM bank_files WHERE run_id = NEW.run_id OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'bank_files: append only'); END;
