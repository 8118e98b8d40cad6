DROP TRIGGER bill_referrals_no_truncate ON bill_referrals;
DROP TRIGGER bill_referrals_append_only ON bill_referrals;
