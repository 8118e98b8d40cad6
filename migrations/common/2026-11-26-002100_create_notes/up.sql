-- What people of the fund note on an application: for each other, or for the city to read. A note is
-- never changed or taken back; another one corrects it.
CREATE TABLE notes (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    kind           TEXT NOT NULL CHECK (kind IN ('internal', 'visible')),
    text           TEXT NOT NULL,
    by_account     TEXT NOT NULL REFERENCES accounts (id),
    by_name        TEXT NOT NULL,
    at             TIMESTAMP NOT NULL
);
CREATE INDEX notes_by_application ON notes (application_id, id);
