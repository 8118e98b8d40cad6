DROP TRIGGER slate_lines_append_only ON slate_lines;
DROP TRIGGER slates_append_only ON slates;
DROP FUNCTION refuse_slate_change();
