DROP TRIGGER bank_files_no_replace;
DROP TRIGGER bank_files_no_update;
CREATE TRIGGER bank_files_no_update BEFORE UPDATE ON bank_files BEGIN SELECT RAISE(ABORT, 'bank_files: append only'); END;
