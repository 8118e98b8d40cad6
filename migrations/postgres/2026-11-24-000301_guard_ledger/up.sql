-- Rows of the ledger are written once. Balances and the head may move, but never vanish.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'ledger: append only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER chart_versions_append_only BEFORE UPDATE OR DELETE ON chart_versions FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER chart_versions_no_truncate BEFORE TRUNCATE ON chart_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER chart_accounts_append_only BEFORE UPDATE OR DELETE ON chart_accounts FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER chart_accounts_no_truncate BEFORE TRUNCATE ON chart_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER rule_sets_append_only BEFORE UPDATE OR DELETE ON rule_sets FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER rule_sets_no_truncate BEFORE TRUNCATE ON rule_sets FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER posting_rules_append_only BEFORE UPDATE OR DELETE ON posting_rules FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER posting_rules_no_truncate BEFORE TRUNCATE ON posting_rules FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER tie_points_append_only BEFORE UPDATE OR DELETE ON tie_points FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER tie_points_no_truncate BEFORE TRUNCATE ON tie_points FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_books_append_only BEFORE UPDATE OR DELETE ON ledger_books FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_books_no_truncate BEFORE TRUNCATE ON ledger_books FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_accounts_append_only BEFORE UPDATE OR DELETE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_accounts_no_truncate BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER journal_seals_append_only BEFORE UPDATE OR DELETE ON journal_seals FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER journal_seals_no_truncate BEFORE TRUNCATE ON journal_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER journals_append_only BEFORE UPDATE OR DELETE ON journals FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER journals_no_truncate BEFORE TRUNCATE ON journals FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER postings_no_truncate BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER holds_append_only BEFORE UPDATE OR DELETE ON holds FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER holds_no_truncate BEFORE TRUNCATE ON holds FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER hold_resolutions_append_only BEFORE UPDATE OR DELETE ON hold_resolutions FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER hold_resolutions_no_truncate BEFORE TRUNCATE ON hold_resolutions FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER rejected_attempts_append_only BEFORE UPDATE OR DELETE ON rejected_attempts FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER rejected_attempts_no_truncate BEFORE TRUNCATE ON rejected_attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE ON ledger_balances FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_balances_no_truncate BEFORE TRUNCATE ON ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_heads_no_delete BEFORE DELETE ON ledger_heads FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_heads_no_truncate BEFORE TRUNCATE ON ledger_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- Nothing is added to a sealed journal.
CREATE FUNCTION refuse_after_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.journal_seq) THEN
        RAISE EXCEPTION 'ledger: journal is sealed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER postings_not_after_seal BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION refuse_after_seal();
CREATE TRIGGER holds_not_after_seal BEFORE INSERT ON holds FOR EACH ROW EXECUTE FUNCTION refuse_after_seal();
CREATE TRIGGER hold_resolutions_not_after_seal BEFORE INSERT ON hold_resolutions FOR EACH ROW EXECUTE FUNCTION refuse_after_seal();
-- A hold is never posted for more than it holds.
CREATE FUNCTION check_hold_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.posted_cents > (SELECT amount_cents FROM holds WHERE journal_seq = NEW.hold_seq AND n = NEW.hold_n) THEN
        RAISE EXCEPTION 'ledger: more than the hold' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_resolutions_within_hold BEFORE INSERT ON hold_resolutions FOR EACH ROW EXECUTE FUNCTION check_hold_resolution();
-- The seal: two lines at least, each track and each layer in balance, no gap before it.
CREATE FUNCTION check_journal_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT COUNT(*) FROM postings WHERE journal_seq = NEW.seq) < 2 THEN
        RAISE EXCEPTION 'ledger: fewer than two lines' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.seq - 1) THEN
        RAISE EXCEPTION 'ledger: gap in the journal' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM postings p JOIN ledger_accounts a ON a.id = p.account_id
        WHERE p.journal_seq = NEW.seq GROUP BY a.track, p.layer
        HAVING SUM(CASE p.side WHEN 'dr' THEN p.amount_cents ELSE -p.amount_cents END) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger: unbalanced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_seals_check BEFORE INSERT ON journal_seals FOR EACH ROW EXECUTE FUNCTION check_journal_seal();
