-- Entries made by hand: prepared by one person, posted by the approval of another, or refused, or withdrawn.
CREATE TABLE manual_entries (
    id               TEXT PRIMARY KEY,
    number           INTEGER NOT NULL UNIQUE CHECK (number > 0),
    state            TEXT NOT NULL CHECK (state IN ('prepared', 'posted', 'refused', 'withdrawn')),
    event            TEXT NOT NULL,
    variant          TEXT NOT NULL,
    fund             TEXT NOT NULL,
    about            TEXT NOT NULL,
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    effective_on     DATE NOT NULL,
    reason           TEXT NOT NULL,
    evidence         TEXT,
    reverses_seq     BIGINT REFERENCES journals (seq),
    subject_digest   TEXT NOT NULL,
    prepared_by      TEXT NOT NULL REFERENCES accounts (id),
    prepared_by_name TEXT NOT NULL,
    prepared_at      TIMESTAMP NOT NULL,
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    refusal          TEXT,
    journal_seq      BIGINT UNIQUE REFERENCES journals (seq),
    version          BIGINT NOT NULL DEFAULT 1,
    CHECK ((state = 'prepared') = (decided_by IS NULL)),
    CHECK (decided_by IS NULL OR (state = 'withdrawn') = (decided_by = prepared_by)),
    CHECK ((state = 'posted') = (journal_seq IS NOT NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
);
CREATE INDEX manual_entries_by_state ON manual_entries (state, number);
CREATE INDEX manual_entries_by_reversal ON manual_entries (reverses_seq);
CREATE TABLE manual_entry_legs (
    entry_id     TEXT NOT NULL REFERENCES manual_entries (id),
    n            INTEGER NOT NULL CHECK (n > 0),
    program      TEXT,
    award        TEXT,
    category     TEXT,
    to_category  TEXT,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (entry_id, n)
);
