DROP TRIGGER agreements_signed_once ON agreements;
DROP TRIGGER agreements_no_delete ON agreements;
DROP TRIGGER award_budget_lines_append_only ON award_budget_lines;
DROP TRIGGER recommendation_lines_append_only ON recommendation_lines;
DROP TRIGGER decisions_append_only ON decisions;
DROP FUNCTION refuse_award_change();
