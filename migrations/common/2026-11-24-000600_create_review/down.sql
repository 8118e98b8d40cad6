DROP TABLE review_scores;
DROP TABLE review_assignments;
DROP TABLE screenings;
