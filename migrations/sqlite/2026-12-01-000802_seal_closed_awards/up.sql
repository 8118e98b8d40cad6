-- What was sent, given, asked and sealed is kept as it was.
CREATE TRIGGER report_submissions_no_update BEFORE UPDATE ON report_submissions BEGIN SELECT RAISE(ABORT, 'report_submissions: append only'); END;
CREATE TRIGGER report_submissions_no_delete BEFORE DELETE ON report_submissions BEGIN SELECT RAISE(ABORT, 'report_submissions: append only'); END;
CREATE TRIGGER report_extensions_no_update BEFORE UPDATE ON report_extensions BEGIN SELECT RAISE(ABORT, 'report_extensions: append only'); END;
CREATE TRIGGER report_extensions_no_delete BEFORE DELETE ON report_extensions BEGIN SELECT RAISE(ABORT, 'report_extensions: append only'); END;
CREATE TRIGGER refund_requests_no_update BEFORE UPDATE ON refund_requests BEGIN SELECT RAISE(ABORT, 'refund_requests: append only'); END;
CREATE TRIGGER refund_requests_no_delete BEFORE DELETE ON refund_requests BEGIN SELECT RAISE(ABORT, 'refund_requests: append only'); END;
CREATE TRIGGER award_seals_no_update BEFORE UPDATE ON award_seals BEGIN SELECT RAISE(ABORT, 'award_seals: append only'); END;
CREATE TRIGGER award_seals_no_delete BEFORE DELETE ON award_seals BEGIN SELECT RAISE(ABORT, 'award_seals: append only'); END;
CREATE TRIGGER bill_receipts_no_update BEFORE UPDATE ON bill_receipts BEGIN SELECT RAISE(ABORT, 'bill_receipts: append only'); END;
CREATE TRIGGER bill_receipts_no_delete BEFORE DELETE ON bill_receipts BEGIN SELECT RAISE(ABORT, 'bill_receipts: append only'); END;
-- A decided act stays decided.
CREATE TRIGGER bills_no_delete BEFORE DELETE ON bills BEGIN SELECT RAISE(ABORT, 'bills: append only'); END;
CREATE TRIGGER reopenings_no_delete BEFORE DELETE ON reopenings BEGIN SELECT RAISE(ABORT, 'reopenings: append only'); END;
CREATE TRIGGER bills_keep_what BEFORE UPDATE OF id, award_id, category, amount_cents, asked_by ON bills BEGIN SELECT RAISE(ABORT, 'bills: append only'); END;
CREATE TRIGGER reopenings_keep_what BEFORE UPDATE ON reopenings WHEN OLD.state <> 'asked' BEGIN SELECT RAISE(ABORT, 'reopenings: append only'); END;
-- Nothing is added to a closed award, and what it came to does not change; only a recorded reopening opens it.
CREATE TRIGGER expenses_sealed_insert BEFORE INSERT ON expenses WHEN EXISTS (SELECT 1 FROM awards WHERE id = NEW.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'expenses: the award is closed, append only'); END;
CREATE TRIGGER expenses_sealed_update BEFORE UPDATE OF award_id, activity_id, category, spent_on, amount_cents, state, advance_cents, claim_cents ON expenses WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'expenses: the award is closed, append only'); END;
CREATE TRIGGER expenses_sealed_delete BEFORE DELETE ON expenses WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'expenses: the award is closed, append only'); END;
CREATE TRIGGER payments_sealed_insert BEFORE INSERT ON payments WHEN EXISTS (SELECT 1 FROM awards WHERE id = NEW.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'payments: the award is closed, append only'); END;
CREATE TRIGGER award_reports_sealed_insert BEFORE INSERT ON award_reports WHEN EXISTS (SELECT 1 FROM awards WHERE id = NEW.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'award_reports: the award is closed, append only'); END;
CREATE TRIGGER award_reports_sealed_update BEFORE UPDATE ON award_reports WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'award_reports: the award is closed, append only'); END;
CREATE TRIGGER award_reports_sealed_delete BEFORE DELETE ON award_reports WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'award_reports: the award is closed, append only'); END;
CREATE TRIGGER closeout_items_sealed_insert BEFORE INSERT ON closeout_items WHEN EXISTS (SELECT 1 FROM awards WHERE id = NEW.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'closeout_items: the award is closed, append only'); END;
CREATE TRIGGER closeout_items_sealed_update BEFORE UPDATE ON closeout_items WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'closeout_items: the award is closed, append only'); END;
CREATE TRIGGER closeout_items_sealed_delete BEFORE DELETE ON closeout_items WHEN EXISTS (SELECT 1 FROM awards WHERE id = OLD.award_id AND closed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'closeout_items: the award is closed, append only'); END;
