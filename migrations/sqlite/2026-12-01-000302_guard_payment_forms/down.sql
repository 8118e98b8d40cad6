DROP TRIGGER payment_needs_no_delete;
DROP TRIGGER payment_needs_no_update;
DROP TRIGGER payments_keep_form;
