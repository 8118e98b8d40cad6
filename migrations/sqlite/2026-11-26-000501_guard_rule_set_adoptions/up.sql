-- An adoption is written once.
CREATE TRIGGER rule_set_adoptions_no_update BEFORE UPDATE ON rule_set_adoptions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rule_set_adoptions_no_delete BEFORE DELETE ON rule_set_adoptions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rule_set_adoptions_no_replace BEFORE INSERT ON rule_set_adoptions WHEN EXISTS (SELECT 1 FROM rule_set_adoptions WHERE rule_set_id = NEW.rule_set_id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
