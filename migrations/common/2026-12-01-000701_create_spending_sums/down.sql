DROP INDEX expenses_by_state_and_day;
DROP INDEX awards_by_end;
DROP TABLE people_sums;
DROP TABLE cost_sums;
DROP TABLE plan_sums;
DROP TABLE award_money;
DROP TABLE money_sums;
