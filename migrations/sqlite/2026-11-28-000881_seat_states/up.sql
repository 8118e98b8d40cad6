-- Where somebody on a panel works, as a two-letter code, for reviews that are spread over regions; empty where they do not say.
ALTER TABLE panel_seats ADD COLUMN state TEXT NOT NULL DEFAULT '' CHECK (state = '' OR length(state) = 2);
