DROP TRIGGER payment_needs_append_only ON payment_needs;
DROP FUNCTION refuse_payment_need_change();
DROP TRIGGER payments_keep_form ON payments;
DROP FUNCTION refuse_payment_form_change();
