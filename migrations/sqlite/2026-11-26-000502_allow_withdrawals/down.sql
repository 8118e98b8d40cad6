CREATE TABLE fund_steps_rebuilt (
    id               TEXT PRIMARY KEY,
    fund_code        TEXT NOT NULL REFERENCES funds (code),
    step             TEXT NOT NULL CHECK (step IN ('appropriated', 'apportioned', 'allotted')),
    program_id       TEXT,
    program_title    TEXT,
    amount_cents     BIGINT NOT NULL CHECK (amount_cents > 0),
    effective_on     DATE NOT NULL,
    evidence         TEXT NOT NULL,
    recorded_by      TEXT NOT NULL REFERENCES accounts (id),
    recorded_by_name TEXT NOT NULL,
    recorded_at      TIMESTAMP NOT NULL,
    journal_seq      BIGINT NOT NULL UNIQUE
);
INSERT INTO fund_steps_rebuilt
SELECT id, fund_code, step, program_id, program_title, amount_cents, effective_on, evidence, recorded_by, recorded_by_name, recorded_at, journal_seq
FROM fund_steps;
DROP TABLE fund_steps;
ALTER TABLE fund_steps_rebuilt RENAME TO fund_steps;
CREATE INDEX fund_steps_by_fund ON fund_steps (fund_code, recorded_at);
