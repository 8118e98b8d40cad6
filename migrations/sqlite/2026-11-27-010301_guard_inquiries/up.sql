CREATE TRIGGER inquiry_answers_no_update BEFORE UPDATE ON inquiry_answers BEGIN SELECT RAISE(ABORT, 'inquiry_answers: append only'); END;
CREATE TRIGGER inquiry_answers_no_delete BEFORE DELETE ON inquiry_answers BEGIN SELECT RAISE(ABORT, 'inquiry_answers: append only'); END;
CREATE TRIGGER inquiries_no_delete BEFORE DELETE ON inquiries BEGIN SELECT RAISE(ABORT, 'inquiries: kept'); END;
CREATE TRIGGER inquiries_end_once BEFORE UPDATE ON inquiries
WHEN OLD.outcome IS NOT NULL OR NEW.asked <> OLD.asked OR NEW.asked_at <> OLD.asked_at OR NEW.n <> OLD.n OR NEW.opportunity_id <> OLD.opportunity_id
BEGIN SELECT RAISE(ABORT, 'inquiries: ended once'); END;
