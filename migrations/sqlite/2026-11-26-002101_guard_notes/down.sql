DROP TRIGGER notes_no_delete;
DROP TRIGGER notes_no_update;
