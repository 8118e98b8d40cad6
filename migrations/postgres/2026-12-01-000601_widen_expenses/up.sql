-- An expense has a payee, perhaps an amount in another currency, nights and days, and a part that is not allowed. Its
-- receipt may be missing.
ALTER TABLE expenses ALTER COLUMN receipt_sha256 DROP NOT NULL;
ALTER TABLE expenses ALTER COLUMN receipt_name DROP NOT NULL;
ALTER TABLE expenses ALTER COLUMN receipt_media_type DROP NOT NULL;
ALTER TABLE expenses ADD COLUMN payee TEXT NOT NULL DEFAULT '';
ALTER TABLE expenses ADD COLUMN currency TEXT;
ALTER TABLE expenses ADD COLUMN foreign_minor BIGINT CHECK (foreign_minor > 0);
ALTER TABLE expenses ADD COLUMN fx_rate TEXT;
ALTER TABLE expenses ADD COLUMN fx_source TEXT;
ALTER TABLE expenses ADD COLUMN nights INTEGER CHECK (nights > 0);
ALTER TABLE expenses ADD COLUMN days INTEGER CHECK (days > 0);
ALTER TABLE expenses ADD COLUMN disallowed_cents BIGINT NOT NULL DEFAULT 0 CHECK (disallowed_cents >= 0);
ALTER TABLE expenses DROP CONSTRAINT expenses_check;
ALTER TABLE expenses ADD CONSTRAINT expenses_check CHECK (state <> 'accepted' OR advance_cents + claim_cents + disallowed_cents = amount_cents);
ALTER TABLE expenses ADD CONSTRAINT expenses_in_another_currency CHECK (
    (currency IS NULL) = (foreign_minor IS NULL) AND (currency IS NULL) = (fx_rate IS NULL) AND (currency IS NULL) = (fx_source IS NULL)
);
ALTER TABLE expenses ADD CONSTRAINT expenses_whole_receipt CHECK (
    (receipt_sha256 IS NULL) = (receipt_name IS NULL) AND (receipt_sha256 IS NULL) = (receipt_media_type IS NULL)
);
CREATE INDEX expenses_by_activity ON expenses (activity_id);
CREATE INDEX expenses_by_receipt ON expenses (receipt_sha256);
CREATE INDEX expenses_by_category ON expenses (award_id, category);
CREATE INDEX expenses_by_day ON expenses (spent_on, id);
