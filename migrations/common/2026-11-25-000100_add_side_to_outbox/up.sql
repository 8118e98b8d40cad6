-- On whose side a recipient stands: the same news leads a city to its pages and the fund's people to theirs.
ALTER TABLE outbox_messages ADD COLUMN side TEXT NOT NULL DEFAULT 'city' CHECK (side IN ('city', 'fund'));
