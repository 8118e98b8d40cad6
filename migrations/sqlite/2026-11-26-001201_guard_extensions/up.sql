CREATE TRIGGER deadline_extensions_no_update BEFORE UPDATE ON deadline_extensions BEGIN SELECT RAISE(ABORT, 'deadlines: append only'); END;
CREATE TRIGGER deadline_extensions_no_delete BEFORE DELETE ON deadline_extensions BEGIN SELECT RAISE(ABORT, 'deadlines: append only'); END;
