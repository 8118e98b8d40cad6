-- What somebody asks about a round. What was asked never changes; how it ended is added once.
CREATE TABLE inquiries (
    id             TEXT PRIMARY KEY,
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    n              BIGINT NOT NULL,
    asked_at       TIMESTAMP NOT NULL,
    asked          TEXT NOT NULL,
    account_id     TEXT REFERENCES accounts (id),
    name           TEXT NOT NULL,
    email          TEXT,
    outcome        TEXT CHECK (outcome IN ('published', 'private', 'set_aside')),
    shown          BIGINT,
    reason         TEXT,
    ended_at       TIMESTAMP,
    ended_by       TEXT REFERENCES accounts (id),
    ended_by_name  TEXT,
    UNIQUE (opportunity_id, n),
    UNIQUE (opportunity_id, shown)
);
CREATE INDEX inquiries_open ON inquiries (id) WHERE outcome IS NULL;
-- Each wording of question and answer; the last one holds, the earlier ones stay to be read.
CREATE TABLE inquiry_answers (
    inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
    n          INTEGER NOT NULL,
    question   TEXT NOT NULL,
    answer     TEXT NOT NULL,
    why        TEXT,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    by_name    TEXT NOT NULL,
    at         TIMESTAMP NOT NULL,
    PRIMARY KEY (inquiry_id, n)
);
