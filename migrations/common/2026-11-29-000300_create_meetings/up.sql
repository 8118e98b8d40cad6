-- A meeting of the panel of a round: planned, open, closed with its minutes, or cancelled.
CREATE TABLE meetings (
    id              TEXT PRIMARY KEY,
    opportunity_id  TEXT NOT NULL REFERENCES opportunities (id),
    title           TEXT NOT NULL,
    starts_at       TIMESTAMP NOT NULL,
    place           TEXT NOT NULL,
    budget_cents    BIGINT NOT NULL CHECK (budget_cents >= 0),
    chair_id        TEXT REFERENCES accounts (id),
    chair_name      TEXT NOT NULL,
    stage           TEXT NOT NULL CHECK (stage IN ('planned', 'open', 'closed', 'cancelled')),
    on_table        TEXT,
    planned_by      TEXT NOT NULL REFERENCES accounts (id),
    planned_by_name TEXT NOT NULL,
    planned_at      TIMESTAMP NOT NULL,
    opened_at       TIMESTAMP,
    closed_at       TIMESTAMP,
    reason          TEXT NOT NULL DEFAULT '',
    version         BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX meetings_by_start ON meetings (starts_at, id);
CREATE INDEX meetings_by_round ON meetings (opportunity_id, id);
-- The applications on its agenda, in the order of their places.
CREATE TABLE meeting_items (
    id             TEXT PRIMARY KEY,
    meeting_id     TEXT NOT NULL REFERENCES meetings (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    place          INTEGER NOT NULL CHECK (place >= 1),
    UNIQUE (meeting_id, application_id)
);
CREATE INDEX meeting_items_by_application ON meeting_items (application_id);
-- Who came and who left: the last row of a person says where they are.
CREATE TABLE meeting_attendance (
    id         TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    is_present BOOLEAN NOT NULL,
    at         TIMESTAMP NOT NULL,
    by_name    TEXT NOT NULL
);
CREATE INDEX meeting_attendance_by_meeting ON meeting_attendance (meeting_id, id);
-- A vote on one application: before its discussion, or after. Once closed it never changes.
CREATE TABLE meeting_votes (
    id             TEXT PRIMARY KEY,
    item_id        TEXT NOT NULL REFERENCES meeting_items (id),
    turn           TEXT NOT NULL CHECK (turn IN ('before', 'after')),
    scale_min      BIGINT NOT NULL,
    scale_max      BIGINT NOT NULL,
    opened_at      TIMESTAMP NOT NULL,
    opened_by_name TEXT NOT NULL,
    closed_at      TIMESTAMP,
    eligible       INTEGER,
    UNIQUE (item_id, turn),
    CHECK (scale_min <= scale_max)
);
-- What one person votes: the last one before the vote is closed counts.
CREATE TABLE meeting_ballots (
    vote_id    TEXT NOT NULL REFERENCES meeting_votes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    score      BIGINT NOT NULL,
    cast_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (vote_id, account_id)
);
-- What whoever leads the meeting notes for its minutes.
CREATE TABLE meeting_notes (
    id      TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES meeting_items (id),
    body    TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at      TIMESTAMP NOT NULL
);
CREATE INDEX meeting_notes_by_item ON meeting_notes (item_id, id);
-- The scores on which a panel agrees, beside those of its reviewers: the newest of a criterion counts, each later one has a reason.
CREATE TABLE meeting_consensus (
    item_id   TEXT NOT NULL REFERENCES meeting_items (id),
    criterion TEXT NOT NULL,
    n         INTEGER NOT NULL CHECK (n >= 1),
    score     BIGINT NOT NULL,
    reason    TEXT NOT NULL CHECK (n = 1 OR reason <> ''),
    by_name   TEXT NOT NULL,
    at        TIMESTAMP NOT NULL,
    PRIMARY KEY (item_id, criterion, n)
);
-- What a panel recommends: the newest counts, each later one has a reason.
CREATE TABLE meeting_outcomes (
    item_id      TEXT NOT NULL REFERENCES meeting_items (id),
    n            INTEGER NOT NULL CHECK (n >= 1),
    verdict      TEXT NOT NULL CHECK (verdict IN ('recommended', 'not_recommended', 'no_decision')),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0 AND (verdict = 'recommended' OR amount_cents = 0)),
    sentence     TEXT NOT NULL,
    reason       TEXT NOT NULL CHECK (n = 1 OR reason <> ''),
    by_name      TEXT NOT NULL,
    at           TIMESTAMP NOT NULL,
    PRIMARY KEY (item_id, n)
);
