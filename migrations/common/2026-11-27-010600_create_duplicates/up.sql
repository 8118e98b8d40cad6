-- Received applications that are still to be compared with the others; the worker takes them from here.
CREATE TABLE comparisons_due (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    since          TIMESTAMP NOT NULL
);
INSERT INTO comparisons_due (application_id, since) SELECT id, submitted_at FROM applications WHERE submitted_at IS NOT NULL;

-- By what applications are found that say the same: digests of long answers and of their shingles,
-- mailboxes, tax and entity identifiers, and the city in its round.
CREATE TABLE similarity_marks (
    application_id TEXT NOT NULL REFERENCES applications (id),
    mark           TEXT NOT NULL,
    label          TEXT NOT NULL,
    PRIMARY KEY (application_id, mark)
);
CREATE INDEX similarity_marks_by_mark ON similarity_marks (mark, application_id);

-- Two applications that may be the same, and what a person found of it.
CREATE TABLE possible_duplicates (
    first_id         TEXT NOT NULL REFERENCES applications (id),
    second_id        TEXT NOT NULL REFERENCES applications (id),
    why              TEXT NOT NULL,
    found_at         TIMESTAMP NOT NULL,
    set_aside_at     TIMESTAMP,
    set_aside_by     TEXT REFERENCES accounts (id),
    set_aside_name   TEXT,
    set_aside_reason TEXT,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
);
CREATE INDEX possible_duplicates_by_second ON possible_duplicates (second_id);
