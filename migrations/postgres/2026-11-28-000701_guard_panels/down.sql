DROP TRIGGER panel_seats_end_once ON panel_seats;
DROP FUNCTION refuse_panel_seat_change();
DROP TRIGGER panel_declarations_never_change ON panel_declarations;
DROP FUNCTION refuse_panel_declaration_change();
DROP TRIGGER panel_ties_append_only ON panel_ties;
DROP FUNCTION refuse_panel_tie_change();
