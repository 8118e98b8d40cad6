-- What a review said before its reviewer opened it again, in a phase in which submitted reviews may be changed: one row a version,
-- numbered from 1. The review itself says what counts.
CREATE TABLE review_versions (
    assignment_id  TEXT NOT NULL REFERENCES review_assignments (id),
    n              INTEGER NOT NULL CHECK (n >= 1),
    overall        TEXT NOT NULL,
    scores         TEXT NOT NULL,
    weighted_score BIGINT NOT NULL,
    submitted_at   TIMESTAMP NOT NULL,
    reopened_at    TIMESTAMP NOT NULL,
    reason         TEXT NOT NULL,
    PRIMARY KEY (assignment_id, n)
);
