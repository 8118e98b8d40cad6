-- Optional posting rules that the fund has decided to keep its books by, from a day on.
CREATE TABLE rule_set_adoptions (
    rule_set_id TEXT PRIMARY KEY REFERENCES rule_sets (id),
    from_day    DATE NOT NULL,
    adopted_by  TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    adopted_at  TIMESTAMP NOT NULL,
    CHECK (approved_by <> adopted_by)
);
