-- Who is asked to sit on the panel of a round, and who does. A seat is offered to an address; who takes it has an account.
CREATE TABLE panel_seats (
    id              TEXT PRIMARY KEY,
    opportunity_id  TEXT NOT NULL REFERENCES opportunities (id),
    email           TEXT NOT NULL,
    name            TEXT NOT NULL,
    account_id      TEXT REFERENCES accounts (id),
    most_reviews    INTEGER NOT NULL CHECK (most_reviews BETWEEN 1 AND 500),
    absent_from     DATE,
    absent_to       DATE,
    reply_by        DATE NOT NULL,
    note            TEXT NOT NULL,
    invited_by      TEXT NOT NULL REFERENCES accounts (id),
    invited_by_name TEXT NOT NULL,
    invited_at      TIMESTAMP NOT NULL,
    asked_n         INTEGER NOT NULL CHECK (asked_n >= 1),
    asked_at        TIMESTAMP NOT NULL,
    asked_by        TEXT NOT NULL REFERENCES accounts (id),
    stage           TEXT NOT NULL CHECK (stage IN ('invited', 'accepted', 'declined', 'withdrawn', 'removed')),
    answered_at     TIMESTAMP,
    reason          TEXT NOT NULL DEFAULT '',
    ended_at        TIMESTAMP,
    ended_by_name   TEXT NOT NULL DEFAULT '',
    version         BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX panel_seats_once ON panel_seats (opportunity_id, email) WHERE stage IN ('invited', 'accepted');
CREATE INDEX panel_seats_by_round ON panel_seats (opportunity_id, id);
CREATE INDEX panel_seats_by_account ON panel_seats (account_id, id);
-- What the person of a seat knows about.
CREATE TABLE panel_tags (
    seat_id TEXT NOT NULL REFERENCES panel_seats (id),
    tag     TEXT NOT NULL,
    PRIMARY KEY (seat_id, tag)
);
-- The yearly declaration of ties: in force until it lapses, or until the next one. Never changed.
CREATE TABLE panel_declarations (
    id               TEXT PRIMARY KEY,
    account_id       TEXT NOT NULL REFERENCES accounts (id),
    terms            TEXT NOT NULL,
    statement        TEXT NOT NULL,
    declared_at      TIMESTAMP NOT NULL,
    lapses_at        TIMESTAMP NOT NULL,
    reminder_over_at TIMESTAMP
);
CREATE INDEX panel_declarations_by_account ON panel_declarations (account_id, id);
CREATE INDEX panel_declarations_to_remind ON panel_declarations (lapses_at) WHERE reminder_over_at IS NULL;
CREATE TABLE panel_ties (
    declaration_id TEXT NOT NULL REFERENCES panel_declarations (id),
    n              INTEGER NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('employer', 'lives', 'works', 'family')),
    domain         TEXT,
    geoname_id     BIGINT,
    name           TEXT NOT NULL,
    PRIMARY KEY (declaration_id, n)
);
-- The phases of the review of a round: who may see what, and when.
CREATE TABLE panel_phases (
    id               TEXT PRIMARY KEY,
    opportunity_id   TEXT NOT NULL REFERENCES opportunities (id),
    name             TEXT NOT NULL,
    begins_at        TIMESTAMP NOT NULL,
    ends_at          TIMESTAMP,
    shows_applicants BOOLEAN NOT NULL,
    shows_scores     TEXT NOT NULL CHECK (shows_scores IN ('never', 'after_own', 'always')),
    shows_reviewers  BOOLEAN NOT NULL,
    allows_changes   BOOLEAN NOT NULL,
    version          BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX panel_phases_by_round ON panel_phases (opportunity_id, begins_at);
