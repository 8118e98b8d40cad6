CREATE TRIGGER submissions_no_update BEFORE UPDATE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions: append only'); END;
CREATE TRIGGER submissions_no_delete BEFORE DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions: append only'); END;
CREATE TRIGGER opportunity_versions_no_update BEFORE UPDATE ON opportunity_versions BEGIN SELECT RAISE(ABORT, 'opportunity versions: append only'); END;
CREATE TRIGGER opportunity_versions_no_delete BEFORE DELETE ON opportunity_versions BEGIN SELECT RAISE(ABORT, 'opportunity versions: append only'); END;
