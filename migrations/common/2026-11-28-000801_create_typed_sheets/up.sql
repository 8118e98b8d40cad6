-- What one person typed on a page of many fields (an activity, its people, its costs) and has not
-- saved there: theirs alone, until they save that page or throw it away.
CREATE TABLE typed_sheets (
    application_id TEXT NOT NULL REFERENCES applications (id),
    sheet          TEXT NOT NULL CHECK (length(sheet) BETWEEN 1 AND 60),
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    fields         TEXT NOT NULL CHECK (length(fields) <= 600000),
    version        BIGINT NOT NULL,
    based_on       TEXT NOT NULL CHECK (length(based_on) = 64),
    at             TIMESTAMP NOT NULL,
    PRIMARY KEY (application_id, sheet, account_id)
);
