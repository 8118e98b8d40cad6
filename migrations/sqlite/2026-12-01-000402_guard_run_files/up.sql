-- The file of a run stays as it was written, and who took it out stays known.
CREATE TRIGGER bank_files_no_update BEFORE UPDATE ON bank_files BEGIN SELECT RAISE(ABORT, 'bank_files: append only'); END;
CREATE TRIGGER bank_files_no_delete BEFORE DELETE ON bank_files BEGIN SELECT RAISE(ABORT, 'bank_files: append only'); END;
CREATE TRIGGER run_downloads_no_update BEFORE UPDATE ON run_downloads BEGIN SELECT RAISE(ABORT, 'run_downloads: append only'); END;
CREATE TRIGGER run_downloads_no_delete BEFORE DELETE ON run_downloads BEGIN SELECT RAISE(ABORT, 'run_downloads: append only'); END;
