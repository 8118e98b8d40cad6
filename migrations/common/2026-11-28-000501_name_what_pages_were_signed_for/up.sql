-- What a signed page was given for: the application as it stood, and what it asked for. A page that
-- is there already was given for what is there now.
ALTER TABLE signed_pages ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signed_pages ADD COLUMN total_cents BIGINT NOT NULL DEFAULT 0;
UPDATE signed_pages SET
    version = (SELECT version FROM applications WHERE id = signed_pages.application_id),
    total_cents = (SELECT total_cents FROM applications WHERE id = signed_pages.application_id);
CREATE INDEX signed_pages_by_sha256 ON signed_pages (sha256);

-- Comparisons are taken in the order in which they are due.
CREATE INDEX comparisons_due_by_since ON comparisons_due (since, application_id);
