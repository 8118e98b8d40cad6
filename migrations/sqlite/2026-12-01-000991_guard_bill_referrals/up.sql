-- Who referred a debt, how much and why stays as it was.
CREATE TRIGGER bill_referrals_no_update BEFORE UPDATE ON bill_referrals BEGIN SELECT RAISE(ABORT, 'bill_referrals: append only'); END;
CREATE TRIGGER bill_referrals_no_delete BEFORE DELETE ON bill_referrals BEGIN SELECT RAISE(ABORT, 'bill_referrals: append only'); END;
CREATE TRIGGER bill_referrals_no_replace BEFORE INSERT ON bill_referrals
WHEN EXISTS (SELECT 1 FROM bill_referrals WHERE bill_id = NEW.bill_id)
BEGIN SELECT RAISE(ABORT, 'bill_referrals: append only'); END;
