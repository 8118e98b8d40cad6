DROP TRIGGER inquiries_end_once;
DROP TRIGGER inquiries_no_delete;
DROP TRIGGER inquiry_answers_no_delete;
DROP TRIGGER inquiry_answers_no_update;
