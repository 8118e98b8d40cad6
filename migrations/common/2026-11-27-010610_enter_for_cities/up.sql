-- Who of the fund entered an application for a city that applies by telephone or on paper.
ALTER TABLE applications ADD COLUMN entered_by TEXT;
ALTER TABLE applications ADD COLUMN entered_by_name TEXT;
CREATE INDEX applications_by_enterer ON applications (entered_by, id);

-- How the city applied, and where its mail goes; kept when the entry was begun.
CREATE TABLE city_entries (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    channel        TEXT NOT NULL CHECK (channel IN ('phone', 'paper')),
    about          TEXT NOT NULL,
    mail_to        TEXT,
    opened_at      TIMESTAMP NOT NULL
);

-- The page that the city's official signed, which stands for the electronic signature. What was
-- received names its digest; before the application is sent another page takes its place.
CREATE TABLE signed_pages (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    name           TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    official_name  TEXT NOT NULL,
    official_title TEXT NOT NULL,
    signed_on      DATE NOT NULL,
    given_at       TIMESTAMP NOT NULL
);
