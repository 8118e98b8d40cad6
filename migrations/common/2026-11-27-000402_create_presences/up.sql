-- Who has which page of an application open to write, as all processes know it: a notice for colleagues, never a
-- lock, and no record. A person is at one place of an application at a time; old rows go by themselves.
CREATE TABLE presences (
    whole      TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    place      TEXT NOT NULL,
    name       TEXT NOT NULL,
    since      TIMESTAMP NOT NULL,
    seen_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (whole, account_id)
);
CREATE INDEX presences_by_age ON presences (seen_at);
