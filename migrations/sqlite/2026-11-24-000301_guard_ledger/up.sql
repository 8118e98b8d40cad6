-- Rows of the ledger are written once. Balances and the head may move, but never vanish.
CREATE TRIGGER chart_versions_no_update BEFORE UPDATE ON chart_versions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER chart_versions_no_delete BEFORE DELETE ON chart_versions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER chart_versions_no_replace BEFORE INSERT ON chart_versions WHEN EXISTS (SELECT 1 FROM chart_versions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER chart_accounts_no_update BEFORE UPDATE ON chart_accounts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER chart_accounts_no_delete BEFORE DELETE ON chart_accounts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER chart_accounts_no_replace BEFORE INSERT ON chart_accounts WHEN EXISTS (SELECT 1 FROM chart_accounts WHERE chart_id = NEW.chart_id AND code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rule_sets_no_update BEFORE UPDATE ON rule_sets BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rule_sets_no_delete BEFORE DELETE ON rule_sets BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rule_sets_no_replace BEFORE INSERT ON rule_sets WHEN EXISTS (SELECT 1 FROM rule_sets WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER posting_rules_no_update BEFORE UPDATE ON posting_rules BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER posting_rules_no_delete BEFORE DELETE ON posting_rules BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER posting_rules_no_replace BEFORE INSERT ON posting_rules WHEN EXISTS (SELECT 1 FROM posting_rules WHERE rule_set_id = NEW.rule_set_id AND event = NEW.event AND variant = NEW.variant AND line_no = NEW.line_no)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER tie_points_no_update BEFORE UPDATE ON tie_points BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER tie_points_no_delete BEFORE DELETE ON tie_points BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER tie_points_no_replace BEFORE INSERT ON tie_points WHEN EXISTS (SELECT 1 FROM tie_points WHERE rule_set_id = NEW.rule_set_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_books_no_update BEFORE UPDATE ON ledger_books BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_books_no_delete BEFORE DELETE ON ledger_books BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_books_no_replace BEFORE INSERT ON ledger_books WHEN EXISTS (SELECT 1 FROM ledger_books WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_accounts_no_replace BEFORE INSERT ON ledger_accounts WHEN EXISTS (SELECT 1 FROM ledger_accounts WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journal_seals_no_update BEFORE UPDATE ON journal_seals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journal_seals_no_delete BEFORE DELETE ON journal_seals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journal_seals_no_replace BEFORE INSERT ON journal_seals WHEN EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journals_no_update BEFORE UPDATE ON journals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journals_no_delete BEFORE DELETE ON journals BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER journals_no_replace BEFORE INSERT ON journals WHEN EXISTS (SELECT 1 FROM journals WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER postings_no_replace BEFORE INSERT ON postings WHEN EXISTS (SELECT 1 FROM postings WHERE journal_seq = NEW.journal_seq AND line_no = NEW.line_no)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER holds_no_update BEFORE UPDATE ON holds BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER holds_no_delete BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER holds_no_replace BEFORE INSERT ON holds WHEN EXISTS (SELECT 1 FROM holds WHERE journal_seq = NEW.journal_seq AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER hold_resolutions_no_update BEFORE UPDATE ON hold_resolutions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER hold_resolutions_no_delete BEFORE DELETE ON hold_resolutions BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER hold_resolutions_no_replace BEFORE INSERT ON hold_resolutions WHEN EXISTS (SELECT 1 FROM hold_resolutions WHERE hold_seq = NEW.hold_seq AND hold_n = NEW.hold_n)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rejected_attempts_no_update BEFORE UPDATE ON rejected_attempts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rejected_attempts_no_delete BEFORE DELETE ON rejected_attempts BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER rejected_attempts_no_replace BEFORE INSERT ON rejected_attempts WHEN EXISTS (SELECT 1 FROM rejected_attempts WHERE idem_key = NEW.idem_key)
BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_balances_no_delete BEFORE DELETE ON ledger_balances BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;
CREATE TRIGGER ledger_heads_no_delete BEFORE DELETE ON ledger_heads BEGIN SELECT RAISE(ABORT, 'ledger: append only'); END;

-- Nothing is added to a sealed journal.
CREATE TRIGGER postings_not_after_seal BEFORE INSERT ON postings WHEN EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.journal_seq)
BEGIN SELECT RAISE(ABORT, 'ledger: journal is sealed'); END;
CREATE TRIGGER holds_not_after_seal BEFORE INSERT ON holds WHEN EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.journal_seq)
BEGIN SELECT RAISE(ABORT, 'ledger: journal is sealed'); END;
CREATE TRIGGER hold_resolutions_not_after_seal BEFORE INSERT ON hold_resolutions WHEN EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.journal_seq)
BEGIN SELECT RAISE(ABORT, 'ledger: journal is sealed'); END;
-- A hold is never posted for more than it holds.
CREATE TRIGGER hold_resolutions_within_hold BEFORE INSERT ON hold_resolutions
WHEN NEW.posted_cents > (SELECT amount_cents FROM holds WHERE journal_seq = NEW.hold_seq AND n = NEW.hold_n)
BEGIN SELECT RAISE(ABORT, 'ledger: more than the hold'); END;
-- The seal: two lines at least, each track and each layer in balance, no gap before it.
CREATE TRIGGER journal_seals_check BEFORE INSERT ON journal_seals
BEGIN
    SELECT CASE
        WHEN (SELECT COUNT(*) FROM postings WHERE journal_seq = NEW.seq) < 2 THEN RAISE(ABORT, 'ledger: fewer than two lines')
        WHEN NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM journal_seals WHERE seq = NEW.seq - 1) THEN RAISE(ABORT, 'ledger: gap in the journal')
        WHEN EXISTS (
            SELECT 1 FROM postings p JOIN ledger_accounts a ON a.id = p.account_id
            WHERE p.journal_seq = NEW.seq GROUP BY a.track, p.layer
            HAVING SUM(CASE p.side WHEN 'dr' THEN p.amount_cents ELSE -p.amount_cents END) <> 0
        ) THEN RAISE(ABORT, 'ledger: unbalanced')
    END;
END;
