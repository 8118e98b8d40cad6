-- What officers tell everybody at the top of every page, for a while. At most one stands; it is taken off once.
CREATE TABLE banners (
    id            TEXT PRIMARY KEY,
    text          TEXT NOT NULL,
    put_by        TEXT NOT NULL REFERENCES accounts (id),
    put_by_name   TEXT NOT NULL,
    put_at        TIMESTAMP NOT NULL,
    taken_by      TEXT REFERENCES accounts (id),
    taken_by_name TEXT,
    taken_at      TIMESTAMP
);
CREATE INDEX banners_standing ON banners (id) WHERE taken_at IS NULL;
