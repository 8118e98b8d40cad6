-- What an officer found when an application came in. Append only.
CREATE TABLE screenings (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('complete', 'returned', 'ineligible')),
    checks         TEXT NOT NULL,
    note           TEXT NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    actor_name     TEXT NOT NULL,
    at             TIMESTAMP NOT NULL
);
CREATE INDEX screenings_by_application ON screenings (application_id, at);

-- One reviewer, one application. A conflict is declared before the content is shown.
CREATE TABLE review_assignments (
    id              TEXT PRIMARY KEY,
    application_id  TEXT NOT NULL,
    opportunity_id  TEXT NOT NULL,
    reviewer_id     TEXT NOT NULL REFERENCES accounts (id),
    reviewer_name   TEXT NOT NULL,
    assigned_by     TEXT NOT NULL REFERENCES accounts (id),
    assigned_at     TIMESTAMP NOT NULL,
    due_on          DATE,
    stage           TEXT NOT NULL CHECK (stage IN ('assigned', 'cleared', 'submitted', 'recused', 'removed')),
    conflict_note   TEXT NOT NULL DEFAULT '',
    declared_at     TIMESTAMP,
    overall         TEXT NOT NULL DEFAULT '',
    weighted_score  BIGINT,
    submitted_at    TIMESTAMP,
    version         BIGINT NOT NULL DEFAULT 1,
    UNIQUE (application_id, reviewer_id)
);
CREATE INDEX review_assignments_by_reviewer ON review_assignments (reviewer_id, stage);
CREATE INDEX review_assignments_by_opportunity ON review_assignments (opportunity_id, application_id);
CREATE TABLE review_scores (
    assignment_id TEXT NOT NULL REFERENCES review_assignments (id),
    criterion     TEXT NOT NULL,
    score         INTEGER CHECK (score BETWEEN 1 AND 9),
    comment       TEXT NOT NULL,
    PRIMARY KEY (assignment_id, criterion)
);
