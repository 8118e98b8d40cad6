CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER recommendation_lines_no_update BEFORE UPDATE ON recommendation_lines BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER recommendation_lines_no_delete BEFORE DELETE ON recommendation_lines BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER award_budget_lines_no_update BEFORE UPDATE ON award_budget_lines BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER award_budget_lines_no_delete BEFORE DELETE ON award_budget_lines BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER agreements_no_delete BEFORE DELETE ON agreements BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
CREATE TRIGGER agreements_signed_once BEFORE UPDATE ON agreements
WHEN OLD.accepted_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.digest <> OLD.digest BEGIN SELECT RAISE(ABORT, 'award: append only'); END;
