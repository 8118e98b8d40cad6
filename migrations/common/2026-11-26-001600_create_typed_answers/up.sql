-- What one person typed for a question that is not complete enough to be an answer: theirs alone,
-- until they save an answer in its place.
CREATE TABLE typed_answers (
    application_id TEXT NOT NULL REFERENCES applications (id),
    question_id    TEXT NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    fields         TEXT NOT NULL,
    version        BIGINT NOT NULL,
    at             TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, question_id, account_id)
);
