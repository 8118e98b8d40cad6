DROP TRIGGER deadline_extensions_no_truncate ON deadline_extensions;
DROP TRIGGER deadline_extensions_append_only ON deadline_extensions;
DROP FUNCTION refuse_deadline_change();
