DROP TRIGGER partner_answers_append_only ON partner_answers;
DROP FUNCTION refuse_partner_answer_change();
