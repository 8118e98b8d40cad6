DROP TRIGGER run_downloads_append_only ON run_downloads;
DROP TRIGGER bank_files_append_only ON bank_files;
DROP FUNCTION refuse_run_file_change();
