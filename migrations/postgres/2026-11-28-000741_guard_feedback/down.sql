DROP TRIGGER feedback_releases_cancelled_once ON feedback_releases;
DROP FUNCTION refuse_feedback_release_change();
DROP TRIGGER feedback_letters_end_once ON feedback_letters;
DROP FUNCTION refuse_feedback_letter_change();
