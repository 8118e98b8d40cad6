DROP TRIGGER review_assignments_submitted_locked ON review_assignments;
DROP TRIGGER review_scores_locked ON review_scores;
DROP FUNCTION refuse_locked_score();
DROP TRIGGER screenings_no_truncate ON screenings;
DROP TRIGGER screenings_append_only ON screenings;
DROP FUNCTION refuse_review_change();
