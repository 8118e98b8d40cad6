ALTER TABLE panel_seats DROP COLUMN state;
