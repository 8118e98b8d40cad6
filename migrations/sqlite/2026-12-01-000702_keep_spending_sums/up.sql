-- Keeps the sums of spending (T1): every change of what they are made of changes them in the same transaction.
CREATE TRIGGER ledger_balances_summed_new AFTER INSERT ON ledger_balances
WHEN NEW.dr_settled_cents <> 0 OR NEW.cr_settled_cents <> 0
BEGIN
    INSERT INTO money_sums (program, state, category, code, dr_cents, cr_cents)
    SELECT coalesce(a.program, ''), coalesce(o.state, ''), coalesce(a.category, ''), a.code, NEW.dr_settled_cents, NEW.cr_settled_cents
    FROM ledger_accounts a LEFT JOIN applications p ON p.id = a.award LEFT JOIN organisations o ON o.id = p.organisation_id
    WHERE a.id = NEW.account_id AND a.award IS NOT NULL
    ON CONFLICT (program, state, category, code)
    DO UPDATE SET dr_cents = dr_cents + excluded.dr_cents, cr_cents = cr_cents + excluded.cr_cents;
    INSERT INTO award_money (award_id, code, cents)
    SELECT a.award, a.code, (NEW.cr_settled_cents) - (NEW.dr_settled_cents) FROM ledger_accounts a WHERE a.id = NEW.account_id AND a.award IS NOT NULL
    ON CONFLICT (award_id, code) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER ledger_balances_summed_change AFTER UPDATE OF dr_settled_cents, cr_settled_cents ON ledger_balances
WHEN NEW.dr_settled_cents <> OLD.dr_settled_cents OR NEW.cr_settled_cents <> OLD.cr_settled_cents
BEGIN
    INSERT INTO money_sums (program, state, category, code, dr_cents, cr_cents)
    SELECT coalesce(a.program, ''), coalesce(o.state, ''), coalesce(a.category, ''), a.code, NEW.dr_settled_cents - OLD.dr_settled_cents, NEW.cr_settled_cents - OLD.cr_settled_cents
    FROM ledger_accounts a LEFT JOIN applications p ON p.id = a.award LEFT JOIN organisations o ON o.id = p.organisation_id
    WHERE a.id = NEW.account_id AND a.award IS NOT NULL
    ON CONFLICT (program, state, category, code)
    DO UPDATE SET dr_cents = dr_cents + excluded.dr_cents, cr_cents = cr_cents + excluded.cr_cents;
    INSERT INTO award_money (award_id, code, cents)
    SELECT a.award, a.code, (NEW.cr_settled_cents - OLD.cr_settled_cents) - (NEW.dr_settled_cents - OLD.dr_settled_cents) FROM ledger_accounts a WHERE a.id = NEW.account_id AND a.award IS NOT NULL
    ON CONFLICT (award_id, code) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER awards_planned_change AFTER UPDATE OF accepted_at, annulled_at, budget_version ON awards
BEGIN
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT OLD.opportunity_id, coalesce(o.state, ''), l.category, -l.amount_cents
    FROM award_budget_lines l LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE l.award_id = OLD.id AND l.budget_version = OLD.budget_version AND OLD.accepted_at IS NOT NULL AND OLD.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = cents + excluded.cents;
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT NEW.opportunity_id, coalesce(o.state, ''), l.category, l.amount_cents
    FROM award_budget_lines l LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE l.award_id = NEW.id AND l.budget_version = NEW.budget_version AND NEW.accepted_at IS NOT NULL AND NEW.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER award_budget_lines_planned_new AFTER INSERT ON award_budget_lines
BEGIN
    INSERT INTO plan_sums (program, state, category, cents)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.category, NEW.amount_cents
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id
    WHERE w.id = NEW.award_id AND w.budget_version = NEW.budget_version AND w.accepted_at IS NOT NULL AND w.annulled_at IS NULL
    ON CONFLICT (program, state, category) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER expenses_summed_new AFTER INSERT ON expenses
WHEN NEW.state = 'accepted'
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), NEW.category,
        CAST(substr(NEW.spent_on, 1, 4) AS INTEGER) + (substr(NEW.spent_on, 6, 2) >= '10'), coalesce(r.state = 'held', 0), (NEW.amount_cents - NEW.disallowed_cents), 1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
        LEFT JOIN activities v ON v.id = NEW.activity_id LEFT JOIN activity_records r ON r.id = NEW.activity_id
    WHERE NEW.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
END;
CREATE TRIGGER expenses_summed_change AFTER UPDATE ON expenses
WHEN OLD.state = 'accepted' OR NEW.state = 'accepted'
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), OLD.category,
        CAST(substr(OLD.spent_on, 1, 4) AS INTEGER) + (substr(OLD.spent_on, 6, 2) >= '10'), coalesce(r.state = 'held', 0), -(OLD.amount_cents - OLD.disallowed_cents), -1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
        LEFT JOIN activities v ON v.id = OLD.activity_id LEFT JOIN activity_records r ON r.id = OLD.activity_id
    WHERE OLD.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), NEW.category,
        CAST(substr(NEW.spent_on, 1, 4) AS INTEGER) + (substr(NEW.spent_on, 6, 2) >= '10'), coalesce(r.state = 'held', 0), (NEW.amount_cents - NEW.disallowed_cents), 1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
        LEFT JOIN activities v ON v.id = NEW.activity_id LEFT JOIN activity_records r ON r.id = NEW.activity_id
    WHERE NEW.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
END;
CREATE TRIGGER expenses_summed_end AFTER DELETE ON expenses
WHEN OLD.state = 'accepted'
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(r.kind, v.kind, ''), OLD.category,
        CAST(substr(OLD.spent_on, 1, 4) AS INTEGER) + (substr(OLD.spent_on, 6, 2) >= '10'), coalesce(r.state = 'held', 0), -(OLD.amount_cents - OLD.disallowed_cents), -1
    FROM (SELECT 1 AS one) x LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
        LEFT JOIN activities v ON v.id = OLD.activity_id LEFT JOIN activity_records r ON r.id = OLD.activity_id
    WHERE OLD.state = 'accepted'
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
END;
CREATE TRIGGER activity_records_summed_new AFTER INSERT ON activity_records
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), coalesce(v.kind, ''), e.category,
        CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10'), 0, -sum(e.amount_cents - e.disallowed_cents), -count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.kind, e.category,
        CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10'), NEW.state = 'held', sum(e.amount_cents - e.disallowed_cents), count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.kind, NEW.attendees_career, NEW.attendees_appointee,
        (NEW.attendees_career + NEW.attendees_appointee) * (CAST(julianday(NEW.ends_on) - julianday(NEW.starts_on) AS INTEGER) + 1), 1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = NEW.award_id AND NEW.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = career + excluded.career,
        appointees = appointees + excluded.appointees,
        person_days = person_days + excluded.person_days, n = n + excluded.n;
END;
CREATE TRIGGER activity_records_summed_change AFTER UPDATE ON activity_records
BEGIN
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), OLD.kind, e.category,
        CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10'), OLD.state = 'held', -sum(e.amount_cents - e.disallowed_cents), -count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
    INSERT INTO cost_sums (program, state, kind, category, fiscal_year, held, cents, n)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.kind, e.category,
        CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10'), NEW.state = 'held', sum(e.amount_cents - e.disallowed_cents), count(*)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
        LEFT JOIN activities v ON v.id = e.activity_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (program, state, kind, category, fiscal_year, held)
    DO UPDATE SET cents = cents + excluded.cents, n = n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), OLD.kind, -OLD.attendees_career, -OLD.attendees_appointee,
        -(OLD.attendees_career + OLD.attendees_appointee) * (CAST(julianday(OLD.ends_on) - julianday(OLD.starts_on) AS INTEGER) + 1), -1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = OLD.award_id AND OLD.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = career + excluded.career,
        appointees = appointees + excluded.appointees,
        person_days = person_days + excluded.person_days, n = n + excluded.n;
    INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
    SELECT w.opportunity_id, coalesce(o.state, ''), NEW.kind, NEW.attendees_career, NEW.attendees_appointee,
        (NEW.attendees_career + NEW.attendees_appointee) * (CAST(julianday(NEW.ends_on) - julianday(NEW.starts_on) AS INTEGER) + 1), 1
    FROM awards w LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.id = NEW.award_id AND NEW.state = 'held'
    ON CONFLICT (program, state, kind) DO UPDATE SET career = career + excluded.career,
        appointees = appointees + excluded.appointees,
        person_days = person_days + excluded.person_days, n = n + excluded.n;
END;

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
    CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10'), coalesce(r.state = 'held', 0), sum(e.amount_cents - e.disallowed_cents), count(*)
FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    LEFT JOIN activities v ON v.id = e.activity_id LEFT JOIN activity_records r ON r.id = e.activity_id
WHERE e.state = 'accepted' GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO people_sums (program, state, kind, career, appointees, person_days, n)
SELECT w.opportunity_id, coalesce(o.state, ''), r.kind, sum(r.attendees_career), sum(r.attendees_appointee),
    sum((r.attendees_career + r.attendees_appointee) * (CAST(julianday(r.ends_on) - julianday(r.starts_on) AS INTEGER) + 1)), count(*)
FROM activity_records r JOIN awards w ON w.id = r.award_id LEFT JOIN organisations o ON o.id = w.organisation_id
WHERE r.state = 'held' GROUP BY 1, 2, 3;
