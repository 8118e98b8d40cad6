-- Who referred a debt, how much and why stays as it was.
CREATE TRIGGER bill_referrals_append_only BEFORE UPDATE OR DELETE ON bill_referrals FOR EACH ROW EXECUTE FUNCTION refuse_report_change();
CREATE TRIGGER bill_referrals_no_truncate BEFORE TRUNCATE ON bill_referrals FOR EACH STATEMENT EXECUTE FUNCTION refuse_report_change();
