-- Signed words about the journal as it stood: kept here, and outside by whoever got them.
CREATE TABLE ledger_checkpoints (
    tree_size BIGINT PRIMARY KEY CHECK (tree_size > 0),
    root      TEXT NOT NULL,
    note      TEXT NOT NULL,
    made_at   TIMESTAMP NOT NULL
);
