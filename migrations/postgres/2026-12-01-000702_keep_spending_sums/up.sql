-- Keeps the sums of spending (T1): every change of what they are made of changes them in the same transaction.
-- Once for each statement: a payment run changes thousands of balances, and a row of sums that is changed a thousand times in one
-- transaction leaves a thousand dead versions, each of which the next change has to pass.
CREATE FUNCTION ledger_balances_summed_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO money_sums (program, state, category, code, dr_cents, cr_cents)
    SELECT coalesce(a.program, ''), coalesce(o.state, ''), coalesce(a.category, ''), a.code, sum(n.dr_settled_cents), sum(n.cr_settled_cents)
    FROM fresh n JOIN ledger_accounts a ON a.id = n.account_id LEFT JOIN applications p ON p.id = a.award
        LEFT JOIN organisations o ON o.id = p.organisation_id
    WHERE a.award IS NOT NULL AND (n.dr_settled_cents <> 0 OR n.cr_settled_cents <> 0) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (program, state, category, code)
    DO UPDATE SET dr_cents = money_sums.dr_cents + excluded.dr_cents, cr_cents = money_sums.cr_cents + excluded.cr_cents;
    INSERT INTO award_money (award_id, code, cents)
    SELECT a.award, a.code, sum(n.cr_settled_cents - n.dr_settled_cents) FROM fresh n JOIN ledger_accounts a ON a.id = n.account_id
    WHERE a.award IS NOT NULL AND (n.dr_settled_cents <> 0 OR n.cr_settled_cents <> 0) GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (award_id, code) DO UPDATE SET cents = award_money.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_balances_summed_new AFTER INSERT ON ledger_balances REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION ledger_balances_summed_new();
CREATE FUNCTION ledger_balances_summed_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO money_sums (program, state, category, code, dr_cents, cr_cents)
    SELECT coalesce(a.program, ''), coalesce(o.state, ''), coalesce(a.category, ''), a.code,
        sum(n.dr_settled_cents - s.dr_settled_cents), sum(n.cr_settled_cents - s.cr_settled_cents)
    FROM fresh n JOIN stale s ON s.account_id = n.account_id JOIN ledger_accounts a ON a.id = n.account_id
        LEFT JOIN applications p ON p.id = a.award LEFT JOIN organisations o ON o.id = p.organisation_id
    WHERE a.award IS NOT NULL AND (n.dr_settled_cents <> s.dr_settled_cents OR n.cr_settled_cents <> s.cr_settled_cents)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (program, state, category, code)
    DO UPDATE SET dr_cents = money_sums.dr_cents + excluded.dr_cents, cr_cents = money_sums.cr_cents + excluded.cr_cents;
    INSERT INTO award_money (award_id, code, cents)
    SELECT a.award, a.code, sum((n.cr_settled_cents - s.cr_settled_cents) - (n.dr_settled_cents - s.dr_settled_cents))
    FROM fresh n JOIN stale s ON s.account_id = n.account_id JOIN ledger_accounts a ON a.id = n.account_id
    WHERE a.award IS NOT NULL AND (n.dr_settled_cents <> s.dr_settled_cents OR n.cr_settled_cents <> s.cr_settled_cents)
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (award_id, code) DO UPDATE SET cents = award_money.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_balances_summed_change AFTER UPDATE ON ledger_balances REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION ledger_balances_summed_change();
CREATE FUNCTION awards_planned_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT OLD.opportunity_id, coalesce(o.state, ''), l.category, -l.amount_cents
    FROM award_budget_lines l LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE l.award_id = OLD.id AND l.budget_version = OLD.budget_version AND OLD.accepted_at IS NOT NULL AND OLD.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = plan_sums.cents + excluded.cents;
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT NEW.opportunity_id, coalesce(o.state, ''), l.category, l.amount_cents
    FROM award_budget_lines l LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE l.award_id = NEW.id AND l.budget_version = NEW.budget_version AND NEW.accepted_at IS NOT NULL AND NEW.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = plan_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER awards_planned_change AFTER UPDATE OF accepted_at, annulled_at, budget_version ON awards FOR EACH ROW EXECUTE FUNCTION awards_planned_change();
CREATE FUNCTION award_budget_lines_planned_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.category, NEW.amount_cents
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id
    WHERE w.id = NEW.award_id AND w.budget_version = NEW.budget_version AND w.accepted_at IS NOT NULL AND w.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = plan_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER award_budget_lines_planned_new AFTER INSERT ON award_budget_lines FOR EACH ROW EXECUTE FUNCTION award_budget_lines_planned_new();
CREATE FUNCTION expenses_summed_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), NEW.category,
        CAST(EXTRACT(YEAR FROM NEW.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM NEW.spent_on) >= 10 THEN 1 ELSE 0 END, coalesce(r.state = 'held', FALSE), (NEW.amount_cents - NEW.disallowed_cents), 1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
        LEFT JOIN activities v ON v.id = NEW.activity_id LEFT JOIN activity_records r ON r.id = NEW.activity_id
    WHERE NEW.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_summed_new AFTER INSERT ON expenses FOR EACH ROW
WHEN (NEW.state = 'accepted') EXECUTE FUNCTION expenses_summed_new();
CREATE FUNCTION expenses_summed_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), OLD.category,
        CAST(EXTRACT(YEAR FROM OLD.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM OLD.spent_on) >= 10 THEN 1 ELSE 0 END, coalesce(r.state = 'held', FALSE), -(OLD.amount_cents - OLD.disallowed_cents), -1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
        LEFT JOIN activities v ON v.id = OLD.activity_id LEFT JOIN activity_records r ON r.id = OLD.activity_id
    WHERE OLD.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), NEW.category,
        CAST(EXTRACT(YEAR FROM NEW.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM NEW.spent_on) >= 10 THEN 1 ELSE 0 END, coalesce(r.state = 'held', FALSE), (NEW.amount_cents - NEW.disallowed_cents), 1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
        LEFT JOIN activities v ON v.id = NEW.activity_id LEFT JOIN activity_records r ON r.id = NEW.activity_id
    WHERE NEW.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_summed_change AFTER UPDATE ON expenses FOR EACH ROW
WHEN (OLD.state = 'accepted' OR NEW.state = 'accepted') EXECUTE FUNCTION expenses_summed_change();
CREATE FUNCTION expenses_summed_end() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), OLD.category,
        CAST(EXTRACT(YEAR FROM OLD.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM OLD.spent_on) >= 10 THEN 1 ELSE 0 END, coalesce(r.state = 'held', FALSE), -(OLD.amount_cents - OLD.disallowed_cents), -1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
        LEFT JOIN activities v ON v.id = OLD.activity_id LEFT JOIN activity_records r ON r.id = OLD.activity_id
    WHERE OLD.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_summed_end AFTER DELETE ON expenses FOR EACH ROW
WHEN (OLD.state = 'accepted') EXECUTE FUNCTION expenses_summed_end();
CREATE FUNCTION activity_records_summed_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(v.kind, ''), e.category,
        CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END, FALSE, -sum(e.amount_cents - e.disallowed_cents), -count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.kind, e.category,
        CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END, NEW.state = 'held', sum(e.amount_cents - e.disallowed_cents), count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.kind, NEW.attendees_career, NEW.attendees_appointee,
        (NEW.attendees_career + NEW.attendees_appointee) * (NEW.ends_on - NEW.starts_on + 1), 1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = NEW.award_id AND NEW.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = people_sums.career + excluded.career,
        appointees = people_sums.appointees + excluded.appointees,
        person_days = people_sums.person_days + excluded.person_days, n = people_sums.n + excluded.n;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_records_summed_new AFTER INSERT ON activity_records FOR EACH ROW EXECUTE FUNCTION activity_records_summed_new();
CREATE FUNCTION activity_records_summed_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), OLD.kind, e.category,
        CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END, OLD.state = 'held', -sum(e.amount_cents - e.disallowed_cents), -count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.kind, e.category,
        CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END, NEW.state = 'held', sum(e.amount_cents - e.disallowed_cents), count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cost_sums.cents + excluded.cents, n = cost_sums.n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), OLD.kind, -OLD.attendees_career, -OLD.attendees_appointee,
        -(OLD.attendees_career + OLD.attendees_appointee) * (OLD.ends_on - OLD.starts_on + 1), -1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = OLD.award_id AND OLD.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = people_sums.career + excluded.career,
        appointees = people_sums.appointees + excluded.appointees,
        person_days = people_sums.person_days + excluded.person_days, n = people_sums.n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.kind, NEW.attendees_career, NEW.attendees_appointee,
        (NEW.attendees_career + NEW.attendees_appointee) * (NEW.ends_on - NEW.starts_on + 1), 1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = NEW.award_id AND NEW.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = people_sums.career + excluded.career,
        appointees = people_sums.appointees + excluded.appointees,
        person_days = people_sums.person_days + excluded.person_days, n = people_sums.n + excluded.n;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_records_summed_change AFTER UPDATE ON activity_records FOR EACH ROW EXECUTE FUNCTION activity_records_summed_change();

-- What is there already.
INSERT INTO money_sums (program, state, category, code, dr_cents, cr_cents)
SELECT coalesce(a.program, ''), coalesce(o.state, ''), coalesce(a.category, ''), a.code, sum(b.dr_settled_cents), sum(b.cr_settled_cents)
FROM ledger_balances b JOIN ledger_accounts a ON a.id = b.account_id LEFT JOIN applications p ON p.id = a.award
    LEFT JOIN organisations o ON o.id = p.organisation_id
WHERE a.award IS NOT NULL GROUP BY 1, 2, 3, 4;
INSERT INTO award_money (award_id, code, cents)
SELECT a.award, a.code, sum(b.cr_settled_cents - b.dr_settled_cents) FROM ledger_balances b JOIN ledger_accounts a ON a.id = b.account_id
WHERE a.award IS NOT NULL GROUP BY 1, 2;
INSERT INTO plan_sums (program, state, category, cents)
SELECT w.opportunity_id, coalesce(o.state, ''), l.category, sum(l.amount_cents)
FROM awards w JOIN award_budget_lines l ON l.award_id = w.id AND l.budget_version = w.budget_version
    LEFT JOIN organisations o ON o.id = w.organisation_id
WHERE w.accepted_at IS NOT NULL AND w.annulled_at IS NULL GROUP BY 1, 2, 3;
INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), e.category,
    CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END, coalesce(r.state = 'held', FALSE), sum(e.amount_cents - e.disallowed_cents), count(*)
FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    LEFT JOIN activities v ON v.id = e.activity_id LEFT JOIN activity_records r ON r.id = e.activity_id
WHERE e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
SELECT w.opportunity_id, coalesce(o.state, ''), r.kind, sum(r.attendees_career), sum(r.attendees_appointee),
    sum((r.attendees_career + r.attendees_appointee) * (r.ends_on - r.starts_on + 1)), count(*)
FROM activity_records r JOIN awards w ON w.id = r.award_id LEFT JOIN organisations o ON o.id = w.organisation_id
WHERE r.state = 'held' GROUP BY 1, 2, 3;
