DROP TABLE bill_referrals;
