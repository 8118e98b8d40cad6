-- A return that no file brought: one person says what the bank told, another confirms it. Nothing is posted before.
CREATE TABLE return_proposals (
    id               TEXT PRIMARY KEY,
    payment_id       TEXT NOT NULL REFERENCES payments (id),
    code             TEXT NOT NULL,
    told_on          DATE NOT NULL,
    evidence         TEXT NOT NULL,
    proposed_by      TEXT NOT NULL REFERENCES accounts (id),
    proposed_by_name TEXT NOT NULL,
    proposed_at      TIMESTAMP NOT NULL,
    outcome          TEXT CHECK (outcome IN ('confirmed', 'refused', 'withdrawn', 'overtaken')),
    decided_by       TEXT REFERENCES accounts (id),
    decided_by_name  TEXT,
    decided_at       TIMESTAMP,
    reason           TEXT,
    CHECK ((outcome IS NULL) = (decided_by IS NULL)),
    CHECK (outcome NOT IN ('confirmed', 'refused') OR decided_by <> proposed_by),
    CHECK (outcome <> 'refused' OR reason IS NOT NULL)
);
CREATE INDEX return_proposals_by_payment ON return_proposals (payment_id);
CREATE INDEX return_proposals_waiting ON return_proposals (outcome, proposed_at);
CREATE UNIQUE INDEX return_proposals_one_open ON return_proposals (payment_id) WHERE outcome IS NULL;
