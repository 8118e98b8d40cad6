-- What was found about an expense, each with its citation and the officer's answer.
CREATE TABLE expense_flags (
    expense_id       TEXT NOT NULL REFERENCES expenses (id),
    kind             TEXT NOT NULL,
    words            TEXT NOT NULL,
    citation         TEXT NOT NULL,
    answered_by      TEXT REFERENCES accounts (id),
    answered_by_name TEXT,
    answer           TEXT,
    answered_at      TIMESTAMP,
    PRIMARY KEY (expense_id, kind),
    CHECK ((answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL))
);
-- Expenses that came in a file: the same row twice is the same expense.
CREATE TABLE expense_imports (
    expense_id    TEXT PRIMARY KEY REFERENCES expenses (id),
    award_id      TEXT NOT NULL,
    imported_from TEXT NOT NULL,
    row_digest    TEXT NOT NULL,
    receipt_named TEXT NOT NULL,
    UNIQUE (award_id, row_digest)
);
-- The journals that an expense made.
CREATE TABLE expense_journals (
    expense_id TEXT NOT NULL REFERENCES expenses (id),
    seq        BIGINT NOT NULL,
    event      TEXT NOT NULL,
    PRIMARY KEY (expense_id, seq)
);

-- The register of events: a conference or a course, whoever goes there.
CREATE TABLE events (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL,
    provider     TEXT NOT NULL,
    place        TEXT NOT NULL,
    country      TEXT NOT NULL,
    starts_on    DATE NOT NULL,
    ends_on      DATE NOT NULL,
    url          TEXT NOT NULL,
    merged_into  TEXT REFERENCES events (id),
    award_id     TEXT,
    made_by      TEXT NOT NULL REFERENCES accounts (id),
    made_by_name TEXT NOT NULL,
    made_at      TIMESTAMP NOT NULL,
    version      BIGINT NOT NULL DEFAULT 1,
    CHECK (ends_on >= starts_on),
    CHECK (merged_into IS NULL OR merged_into <> id)
);
CREATE INDEX events_by_day ON events (starts_on, id);
CREATE INDEX events_by_target ON events (merged_into);
CREATE TABLE event_names (
    event_id TEXT NOT NULL REFERENCES events (id),
    folded   TEXT NOT NULL,
    PRIMARY KEY (event_id, folded)
);
CREATE INDEX event_names_by_word ON event_names (folded, event_id);

-- What became of an activity of an award: as held, or added after the award.
CREATE TABLE activity_records (
    id                  TEXT PRIMARY KEY,
    award_id            TEXT NOT NULL REFERENCES awards (id),
    event_id            TEXT REFERENCES events (id),
    kind                TEXT NOT NULL,
    title               TEXT NOT NULL,
    place               TEXT NOT NULL,
    country             TEXT NOT NULL,
    starts_on           DATE NOT NULL,
    ends_on             DATE NOT NULL,
    partner             TEXT NOT NULL,
    provider            TEXT NOT NULL,
    attendees_career    INTEGER NOT NULL DEFAULT 0 CHECK (attendees_career >= 0),
    attendees_appointee INTEGER NOT NULL DEFAULT 0 CHECK (attendees_appointee >= 0),
    state               TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    added               BOOLEAN NOT NULL,
    reason              TEXT NOT NULL,
    changed_by_name     TEXT NOT NULL,
    changed_at          TIMESTAMP NOT NULL,
    version             BIGINT NOT NULL DEFAULT 1,
    CHECK (ends_on >= starts_on),
    CHECK (state <> 'held' OR attendees_career + attendees_appointee > 0)
);
CREATE INDEX activity_records_by_award ON activity_records (award_id, starts_on);
CREATE INDEX activity_records_by_event ON activity_records (event_id);
CREATE TABLE activity_people (
    activity_id TEXT NOT NULL REFERENCES activity_records (id),
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    job         TEXT NOT NULL,
    standing    TEXT NOT NULL CHECK (standing IN ('career', 'appointee')),
    attended    BOOLEAN NOT NULL,
    PRIMARY KEY (activity_id, id)
);

-- Travel rates that came in a file or were typed, with their citation.
CREATE TABLE travel_rates (
    id               TEXT PRIMARY KEY,
    source           TEXT NOT NULL CHECK (source IN ('state', 'dod', 'gsa', 'typed')),
    country          TEXT NOT NULL,
    country_folded   TEXT NOT NULL,
    place            TEXT NOT NULL,
    place_folded     TEXT NOT NULL,
    from_day         DATE NOT NULL,
    to_day           DATE NOT NULL,
    lodging_cents    BIGINT NOT NULL CHECK (lodging_cents >= 0),
    meals_cents      BIGINT NOT NULL CHECK (meals_cents >= 0),
    first_last_cents BIGINT NOT NULL CHECK (first_last_cents >= 0),
    citation         TEXT NOT NULL,
    imported_by_name TEXT NOT NULL,
    imported_at      TIMESTAMP NOT NULL,
    file_sha256      TEXT,
    CHECK (to_day >= from_day)
);
CREATE INDEX travel_rates_by_place ON travel_rates (country_folded, place_folded, from_day);
CREATE INDEX travel_rates_by_file ON travel_rates (file_sha256);
