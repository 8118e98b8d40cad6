-- Lists of applications that somebody of the fund keeps under a name: what the list is narrowed to and its order, as the
-- address of the page says it. A view holds no application; whoever opens it sees what they may see on that day.
CREATE TABLE saved_views (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    owner_name TEXT NOT NULL,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,
    is_shared  BOOLEAN NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX saved_views_by_owner ON saved_views (account_id, name);
CREATE INDEX saved_views_by_shared ON saved_views (is_shared, name);

-- The orders and filters of the list.
CREATE INDEX applications_by_received ON applications (submitted_at, id);
CREATE INDEX applications_by_total ON applications (total_cents, id);
CREATE INDEX organisations_by_state ON organisations (state, id);
