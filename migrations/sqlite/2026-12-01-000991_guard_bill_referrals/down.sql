DROP TRIGGER bill_referrals_no_replace;
DROP TRIGGER bill_referrals_no_delete;
DROP TRIGGER bill_referrals_no_update;
