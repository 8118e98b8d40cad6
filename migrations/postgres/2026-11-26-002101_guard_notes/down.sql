DROP TRIGGER notes_append_only ON notes;
DROP FUNCTION refuse_note_change();
