-- What staff prepared as feedback on an application: words on how to improve, and of each comment of a review whether it
-- is released and in which words. The comment as it was written stays where it is.
CREATE TABLE feedback_drafts (
    application_id  TEXT PRIMARY KEY REFERENCES applications (id),
    advice          TEXT NOT NULL,
    changed_by      TEXT NOT NULL REFERENCES accounts (id),
    changed_by_name TEXT NOT NULL,
    changed_at      TIMESTAMP NOT NULL,
    version         BIGINT NOT NULL
);
CREATE TABLE feedback_comments (
    application_id TEXT NOT NULL REFERENCES feedback_drafts (application_id),
    assignment_id  TEXT NOT NULL REFERENCES review_assignments (id),
    criterion      TEXT NOT NULL,
    is_released    BOOLEAN NOT NULL,
    wording        TEXT NOT NULL,
    PRIMARY KEY (application_id, assignment_id, criterion)
);

-- Letters of a round that are let out together at an instant, told in a zone.
CREATE TABLE feedback_releases (
    id              TEXT PRIMARY KEY,
    opportunity_id  TEXT NOT NULL REFERENCES opportunities (id),
    due_at          TIMESTAMP NOT NULL,
    zone            TEXT NOT NULL,
    planned_by      TEXT NOT NULL REFERENCES accounts (id),
    planned_by_name TEXT NOT NULL,
    planned_at      TIMESTAMP NOT NULL,
    cancelled_at    TIMESTAMP
);
CREATE INDEX feedback_releases_by_round ON feedback_releases (opportunity_id, planned_at);
-- Each letter as it was looked at, with the reviews that it rests on, and what became of it.
CREATE TABLE feedback_letters (
    release_id     TEXT NOT NULL REFERENCES feedback_releases (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    letter         TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    reviews        TEXT NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('waits', 'let_out', 'stopped', 'cancelled')),
    reason         TEXT,
    ended_at       TIMESTAMP,
    PRIMARY KEY (release_id, application_id)
);
-- An application has one letter that waits or was let out.
CREATE UNIQUE INDEX feedback_letters_standing ON feedback_letters (application_id) WHERE outcome IN ('waits', 'let_out');
CREATE INDEX feedback_letters_waiting ON feedback_letters (release_id) WHERE outcome = 'waits';
