DROP TRIGGER agreements_signed_once;
DROP TRIGGER agreements_no_delete;
DROP TRIGGER award_budget_lines_no_delete;
DROP TRIGGER award_budget_lines_no_update;
DROP TRIGGER recommendation_lines_no_delete;
DROP TRIGGER recommendation_lines_no_update;
DROP TRIGGER decisions_no_delete;
DROP TRIGGER decisions_no_update;
