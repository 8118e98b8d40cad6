DROP TABLE agreements;
DROP TABLE award_budget_lines;
DROP TABLE awards;
DROP TABLE decisions;
DROP TABLE recommendation_lines;
DROP TABLE recommendations;
