DROP TRIGGER panel_seats_end_once;
DROP TRIGGER panel_seats_no_delete;
DROP TRIGGER panel_declarations_no_update;
DROP TRIGGER panel_declarations_no_delete;
DROP TRIGGER panel_ties_no_delete;
DROP TRIGGER panel_ties_no_update;
