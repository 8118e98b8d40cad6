DROP TRIGGER slate_lines_no_delete;
DROP TRIGGER slate_lines_no_update;
DROP TRIGGER slates_no_delete;
DROP TRIGGER slates_no_update;
