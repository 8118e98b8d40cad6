INSERT INTO funds (code, title, fiscal_year, created_at) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4)
SELECT 'F' || i, 'Fund ' || i, 2023 + i, '2026-11-01 00:00:00' FROM n;
INSERT INTO opportunities (id, slug, title, fund, state, definition_sha256, opens_at, closes_at, zone, created_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19)
SELECT 'p' || i, 'round-' || i, 'Round ' || i, 'F' || (i % 5), 'published', 'none', '2026-11-01 00:00:00', '2026-12-01 00:00:00', 'UTC', '2026-11-01 00:00:00' FROM n;
INSERT INTO organisations (id, kind, name, state, population, time_zone, created_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
SELECT 'o' || i, 'city', 'City ' || i, substr('ALAKAZARCACOCTDEFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWY', 2 * (i % 50) + 1, 2), 9000, 'UTC', '2026-11-01 00:00:00' FROM n;
INSERT INTO applications (id, reference, opportunity_id, definition_sha256, organisation_id, title, editable_scope, created_by, created_at, updated_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
SELECT 'a' || i, 'UDF-2027-' || (100000 + i), 'p' || (i % 20), 'none', 'o' || (i % 2000), 'Award ' || i, '', 'u' || (i % 2000), '2026-11-01 00:00:00', '2026-11-01 00:00:00' FROM n;
INSERT INTO awards (id, reference, opportunity_id, organisation_id, title, recommendation_id, amount_cents, budget_version, period_start, period_end, offered_at, accepted_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
SELECT 'a' || i, 'UDF-2027-' || (100000 + i), 'p' || (i % 20), 'o' || (i % 2000), 'Award ' || i, 'r' || i, 5000000, 1, '2026-11-01', {day:'2027-' || (10 + i % 3) || '-15'}, '2026-11-01 00:00:00', '2026-11-01 00:00:00' FROM n;
INSERT INTO award_budget_lines (award_id, budget_version, category, amount_cents)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
SELECT 'a' || (i / 5), 1, CASE i % 5 WHEN 0 THEN 'training' WHEN 1 THEN 'conference' WHEN 2 THEN 'travel' WHEN 3 THEN 'materials' ELSE 'translation' END, 1000000 FROM n;
INSERT INTO ledger_accounts (id, book_id, code, fund, program, award, category, track, normal, limit_kind, dim_key, opened_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399999)
SELECT 'l' || i, 'book', CASE i % 4 WHEN 0 THEN '480100' WHEN 1 THEN '480200' WHEN 2 THEN '490100' ELSE '490200' END,
    'F' || ((i / 20) % 5), 'p' || ((i / 20) % 20), 'a' || (i / 20),
    CASE (i / 4) % 5 WHEN 0 THEN 'training' WHEN 1 THEN 'conference' WHEN 2 THEN 'travel' WHEN 3 THEN 'materials' ELSE 'translation' END,
    'budgetary', 'cr', 'dr_le_cr', 'l' || i, '2026-11-01 00:00:00' FROM n;
INSERT INTO ledger_balances (account_id, limit_kind, dr_settled_cents, cr_settled_cents, dr_pending_cents, cr_pending_cents, version)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399999)
SELECT 'l' || i, 'dr_le_cr', CASE WHEN i % 4 = 1 AND (i / 20) % 5 <> 0 THEN 200000 ELSE 0 END, 200000, 0, 0, 1 FROM n;
INSERT INTO payments (id, award_id, reference, organisation_id, kind, amount_cents, purpose, state, requested_by, requested_by_name, requested_at, trace_number, journal_seq, released_on)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
SELECT 'y' || i, 'a' || i, 'UDF-2027-' || (100000 + i), 'o' || (i % 2000), 'advance', 1000000, 'x', 'settled', 'u' || (i % 2000), 'x', '2026-11-01 00:00:00', 't' || i, i, {day:'2027-0' || (1 + i % 9) || '-10'} FROM n;
INSERT INTO award_reports (id, award_id, form, period_start, period_end, due_on, state, submitted_by)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59999)
SELECT 'w' || i, 'a' || (i / 3), CASE i % 3 WHEN 0 THEN 'performance' WHEN 1 THEN 'financial' ELSE 'final_financial' END, {day:'2026-0' || (1 + i % 9) || '-01'},
    {day:'2026-0' || (1 + i % 9) || '-20'}, {day:'202' || (CASE i % 3 WHEN 2 THEN 7 ELSE 6 END) || '-0' || (1 + i % 9) || '-28'},
    CASE WHEN i % 3 = 2 OR i % 20 = 0 THEN 'owed' ELSE 'accepted' END, 'u' || ((i / 3) % 2000) FROM n;
INSERT INTO events (id, kind, title, provider, place, country, starts_on, ends_on, url, made_by, made_by_name, made_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
SELECT 'e' || i, 'conference', 'Congress ' || i, '', 'Lyon', 'France', '2027-03-01', '2027-03-04', '', 'x', 'x', '2026-11-01 00:00:00' FROM n;
INSERT INTO activities (id, application_id, position, kind, title, place, country, starts_on, ends_on, partner, provider)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39999)
SELECT 'v' || i, 'a' || (i / 2), i % 2, CASE i % 2 WHEN 0 THEN 'training' ELSE 'conference' END, 'Activity ' || i, 'Lyon', 'France', '2027-03-01', '2027-03-04', '', '' FROM n;
INSERT INTO budget_lines (activity_id, category, application_id, amount_cents, note)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199999)
SELECT 'v' || (i / 5), CASE i % 5 WHEN 0 THEN 'training' WHEN 1 THEN 'conference' WHEN 2 THEN 'travel' WHEN 3 THEN 'materials' ELSE 'translation' END,
    'a' || (i / 10), 500000, '' FROM n;
INSERT INTO activity_records (id, award_id, event_id, kind, title, place, country, starts_on, ends_on, partner, provider, attendees_career, attendees_appointee, state, added, reason, changed_by_name, changed_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
SELECT 'v' || (2 * i + 1), 'a' || i, 'e' || (i % 1000), 'conference', 'Activity ' || i, 'Lyon', 'France', '2027-03-01', '2027-03-04', '', '', 2, 1, 'held', {no}, '', 'x', '2026-11-01 00:00:00' FROM n;
INSERT INTO expenses (id, award_id, organisation_id, activity_id, category, spent_on, amount_cents, description, payee, state, submitted_by, submitted_by_name, submitted_at, claim_cents)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399999)
SELECT 'x' || (1000000 + i), 'a' || (i / 20), 'o' || ((i / 20) % 2000), 'v' || (2 * (i / 20) + i % 2),
    CASE i % 5 WHEN 0 THEN 'training' WHEN 1 THEN 'conference' WHEN 2 THEN 'travel' WHEN 3 THEN 'materials' ELSE 'translation' END,
    {day:'202' || (6 + i % 2) || '-0' || (1 + i % 9) || '-' || (10 + i % 19)}, 5000 + i % 7000, 'Flights, rooms and fees number ' || i, 'Air France', CASE WHEN i % 1000 = 0 THEN 'submitted' ELSE 'accepted' END,
    'u' || ((i / 20) % 2000), 'Paula Preparer', '2026-11-01 00:00:00', 5000 + i % 7000 FROM n;
