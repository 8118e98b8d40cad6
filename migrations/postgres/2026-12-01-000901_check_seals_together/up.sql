-- The same checks of seals and lines once for each statement instead of once for each row: a payment run seals thousands of journals.
DROP TRIGGER journal_seals_check ON journal_seals;
DROP FUNCTION check_journal_seal();
-- The seal: two lines at least, each track and each layer in balance, no gap before it.
CREATE FUNCTION check_journal_seals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh f WHERE (SELECT COUNT(*) FROM postings p WHERE p.journal_seq = f.seq) < 2) THEN
        RAISE EXCEPTION 'ledger: fewer than two lines' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM fresh f WHERE f.seq > 1 AND NOT EXISTS (SELECT 1 FROM journal_seals s WHERE s.seq = f.seq - 1)) THEN
        RAISE EXCEPTION 'ledger: gap in the journal' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM fresh f JOIN postings p ON p.journal_seq = f.seq JOIN ledger_accounts a ON a.id = p.account_id
        GROUP BY f.seq, a.track, p.layer
        HAVING SUM(CASE p.side WHEN 'dr' THEN p.amount_cents ELSE -p.amount_cents END) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger: unbalanced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_seals_check AFTER INSERT ON journal_seals REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION check_journal_seals();
-- Nothing is added to a sealed journal.
DROP TRIGGER postings_not_after_seal ON postings;
CREATE FUNCTION refuse_lines_after_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh f JOIN journal_seals s ON s.seq = f.journal_seq) THEN
        RAISE EXCEPTION 'ledger: journal is sealed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER postings_not_after_seal AFTER INSERT ON postings REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION refuse_lines_after_seal();
