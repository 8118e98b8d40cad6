DROP TRIGGER run_downloads_no_delete;
DROP TRIGGER run_downloads_no_update;
DROP TRIGGER bank_files_no_delete;
DROP TRIGGER bank_files_no_update;
