-- A specific condition may have a day and may hold back payments; the city may say that it did what ends it.
ALTER TABLE award_conditions ADD COLUMN due_on DATE;
ALTER TABLE award_conditions ADD COLUMN gates_payment BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE award_conditions ADD COLUMN met_by TEXT REFERENCES accounts (id);
ALTER TABLE award_conditions ADD COLUMN met_by_name TEXT;
ALTER TABLE award_conditions ADD COLUMN met_at TIMESTAMP;
ALTER TABLE award_conditions ADD COLUMN met_note TEXT;
ALTER TABLE award_conditions ADD COLUMN met_evidence_sha256 TEXT;
ALTER TABLE award_conditions ADD COLUMN met_evidence_name TEXT;
ALTER TABLE award_conditions ADD COLUMN met_evidence_media_type TEXT;
CREATE INDEX award_conditions_by_day ON award_conditions (due_on);
-- Of what a city was reminded, each once.
CREATE TABLE condition_reminders (
    condition_id TEXT NOT NULL REFERENCES award_conditions (id),
    kind         TEXT NOT NULL CHECK (kind IN ('due_soon', 'overdue')),
    told_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (condition_id, kind)
);
-- Changes of awards: asked for, decided by another person, in force at once or when the city has signed.
CREATE TABLE amendments (
    id              TEXT PRIMARY KEY,
    award_id        TEXT NOT NULL REFERENCES awards (id),
    n               INTEGER NOT NULL CHECK (n >= 1),
    kind            TEXT NOT NULL CHECK (kind IN ('budget', 'extension', 'key_person', 'increase', 'decrease')),
    stage           TEXT NOT NULL CHECK (stage IN ('asked', 'returned', 'approved', 'refused', 'withdrawn', 'in_force')),
    by_fund         BOOLEAN NOT NULL,
    reason          TEXT NOT NULL CHECK (reason <> ''),
    from_version    INTEGER NOT NULL,
    from_end        DATE NOT NULL,
    amount_cents    BIGINT NOT NULL CHECK (amount_cents > 0),
    period_end      DATE NOT NULL,
    key_person      TEXT,
    new_person      TEXT,
    digest          TEXT NOT NULL,
    needs_signature BOOLEAN NOT NULL,
    asked_by        TEXT NOT NULL REFERENCES accounts (id),
    asked_by_name   TEXT NOT NULL,
    asked_at        TIMESTAMP NOT NULL,
    decided_by      TEXT REFERENCES accounts (id),
    decided_by_name TEXT,
    decided_at      TIMESTAMP,
    decision_reason TEXT,
    agreement_id    TEXT REFERENCES agreements (id),
    in_force_at     TIMESTAMP,
    journal_seqs    TEXT,
    version         BIGINT NOT NULL DEFAULT 1,
    UNIQUE (award_id, n),
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK ((decided_by IS NULL) = (decided_by_name IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((stage = 'in_force') = (in_force_at IS NOT NULL)),
    CHECK ((kind = 'key_person') = (new_person IS NOT NULL)),
    CHECK (stage NOT IN ('approved', 'refused', 'returned', 'in_force') OR decided_by IS NOT NULL)
);
-- One at a time for an award: the next one starts from what the last one came to.
CREATE UNIQUE INDEX amendments_one_open ON amendments (award_id) WHERE stage IN ('asked', 'approved');
CREATE INDEX amendments_by_stage ON amendments (stage, asked_at);
CREATE TABLE amendment_lines (
    amendment_id TEXT NOT NULL REFERENCES amendments (id),
    category     TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (amendment_id, category)
);
