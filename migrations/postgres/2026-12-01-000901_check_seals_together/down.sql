DROP TRIGGER postings_not_after_seal ON postings;
DROP FUNCTION refuse_lines_after_seal();
CREATE TRIGGER postings_not_after_seal BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION refuse_after_seal();
DROP TRIGGER journal_seals_check ON journal_seals;
DROP FUNCTION check_journal_seals();
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
