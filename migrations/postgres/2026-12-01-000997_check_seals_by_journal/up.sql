-- The same check of seals, each by the lines of its own journal: joined all at once, the planner read every line of the ledger for
-- each statement of seals. What is grouped beside a row cannot be taken out of it.
CREATE OR REPLACE FUNCTION check_journal_seals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh f WHERE (SELECT COUNT(*) FROM postings p WHERE p.journal_seq = f.seq) < 2) THEN
        RAISE EXCEPTION 'ledger: fewer than two lines' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM fresh f WHERE f.seq > 1 AND NOT EXISTS (SELECT 1 FROM journal_seals s WHERE s.seq = f.seq - 1)) THEN
        RAISE EXCEPTION 'ledger: gap in the journal' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM fresh f CROSS JOIN LATERAL (
            SELECT 1 AS one FROM postings p JOIN ledger_accounts a ON a.id = p.account_id
            WHERE p.journal_seq = f.seq GROUP BY a.track, p.layer
            HAVING SUM(CASE p.side WHEN 'dr' THEN p.amount_cents ELSE -p.amount_cents END) <> 0
        ) unbalanced
    ) THEN
        RAISE EXCEPTION 'ledger: unbalanced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
