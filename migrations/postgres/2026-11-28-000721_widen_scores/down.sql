DROP TRIGGER review_assignments_pinned ON review_assignments;
ALTER TABLE review_scores DROP CONSTRAINT review_scores_one_of_two;
ALTER TABLE review_scores DROP CONSTRAINT review_scores_score_check;
ALTER TABLE review_scores DISABLE TRIGGER review_scores_locked;
UPDATE review_scores SET score = NULL WHERE score NOT BETWEEN 1 AND 9;
ALTER TABLE review_scores ENABLE TRIGGER review_scores_locked;
ALTER TABLE review_scores ADD CONSTRAINT review_scores_score_check CHECK (score BETWEEN 1 AND 9);
