CREATE TRIGGER partner_answers_no_update BEFORE UPDATE ON partner_answers BEGIN SELECT RAISE(ABORT, 'partner_answers: append only'); END;
CREATE TRIGGER partner_answers_no_delete BEFORE DELETE ON partner_answers BEGIN SELECT RAISE(ABORT, 'partner_answers: append only'); END;
