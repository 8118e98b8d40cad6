DROP TABLE panel_phases;
DROP TABLE panel_ties;
DROP TABLE panel_declarations;
DROP TABLE panel_tags;
DROP TABLE panel_seats;
