-- An adoption is written once.
CREATE TRIGGER rule_set_adoptions_append_only BEFORE UPDATE OR DELETE ON rule_set_adoptions FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER rule_set_adoptions_no_truncate BEFORE TRUNCATE ON rule_set_adoptions FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
