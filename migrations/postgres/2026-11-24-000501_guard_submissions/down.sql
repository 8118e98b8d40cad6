DROP TRIGGER submissions_append_only ON submissions;
DROP TRIGGER submissions_no_truncate ON submissions;
DROP TRIGGER opportunity_versions_append_only ON opportunity_versions;
DROP TRIGGER opportunity_versions_no_truncate ON opportunity_versions;
DROP FUNCTION refuse_received_change();
