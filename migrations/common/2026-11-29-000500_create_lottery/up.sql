-- Draws by lot of a round, as they were announced before the public number could be known. Written once; the secret is
-- sealed until the draw.
CREATE TABLE lottery_draws (
    id                TEXT PRIMARY KEY,
    opportunity_id    TEXT NOT NULL REFERENCES opportunities (id),
    n                 INTEGER NOT NULL CHECK (n >= 1),
    reason            TEXT NOT NULL,
    method            TEXT NOT NULL,
    pool_root         TEXT NOT NULL,
    pool_size         INTEGER NOT NULL CHECK (pool_size >= 2),
    draws             INTEGER NOT NULL CHECK (draws >= 1),
    money_cents       BIGINT,
    commitment        TEXT NOT NULL,
    secret_sealed     TEXT NOT NULL,
    source            TEXT NOT NULL,
    public_at         TIMESTAMP NOT NULL,
    zone              TEXT NOT NULL,
    ranking_sha256    TEXT NOT NULL,
    definition_sha256 TEXT NOT NULL,
    prepared_by       TEXT NOT NULL REFERENCES accounts (id),
    prepared_by_name  TEXT NOT NULL,
    prepared_at       TIMESTAMP NOT NULL,
    UNIQUE (opportunity_id, n),
    CHECK (draws <= pool_size),
    CHECK (public_at > prepared_at)
);

-- The pool of each, in the order of its numbers.
CREATE TABLE lottery_lots (
    draw_id        TEXT NOT NULL REFERENCES lottery_draws (id),
    place          INTEGER NOT NULL CHECK (place >= 1),
    application_id TEXT NOT NULL REFERENCES applications (id),
    reference      TEXT NOT NULL,
    amount_cents   BIGINT NOT NULL,
    PRIMARY KEY (draw_id, place),
    UNIQUE (draw_id, application_id)
);

-- What became of each: drawn, with the record as it is published, or cancelled.
CREATE TABLE lottery_ends (
    draw_id       TEXT PRIMARY KEY REFERENCES lottery_draws (id),
    outcome       TEXT NOT NULL CHECK (outcome IN ('drawn', 'cancelled')),
    reason        TEXT NOT NULL,
    number        TEXT,
    origin        TEXT,
    secret        TEXT,
    record        TEXT,
    chosen        INTEGER NOT NULL,
    ended_by      TEXT NOT NULL REFERENCES accounts (id),
    ended_by_name TEXT NOT NULL,
    ended_at      TIMESTAMP NOT NULL,
    CHECK (outcome = 'cancelled' OR (number IS NOT NULL AND origin IS NOT NULL AND secret IS NOT NULL AND record IS NOT NULL))
);
