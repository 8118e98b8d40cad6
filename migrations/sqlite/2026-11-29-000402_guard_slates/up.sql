-- What was adopted is kept as it was.
CREATE TRIGGER slates_no_update BEFORE UPDATE ON slates BEGIN SELECT RAISE(ABORT, 'slates: append only'); END;
CREATE TRIGGER slates_no_delete BEFORE DELETE ON slates BEGIN SELECT RAISE(ABORT, 'slates: append only'); END;
CREATE TRIGGER slate_lines_no_update BEFORE UPDATE ON slate_lines BEGIN SELECT RAISE(ABORT, 'slate_lines: append only'); END;
CREATE TRIGGER slate_lines_no_delete BEFORE DELETE ON slate_lines BEGIN SELECT RAISE(ABORT, 'slate_lines: append only'); END;
