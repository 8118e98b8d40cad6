-- Whether somebody uses keys of one letter or digit on pages of reviews. Follows the person, not the browser.
CREATE TABLE key_settings (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    is_on      BOOLEAN NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
