DROP TRIGGER inquiries_end_once ON inquiries;
DROP FUNCTION refuse_inquiry_change();
DROP TRIGGER inquiry_answers_append_only ON inquiry_answers;
DROP FUNCTION refuse_inquiry_answer_change();
