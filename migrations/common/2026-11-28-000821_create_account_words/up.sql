-- The words by which a person is found: those of the name and of the address before the @, in small letters.
-- Triggers keep these rows; the program adds the same words without accents.
CREATE TABLE account_words (
    word       TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (word, account_id)
);
CREATE INDEX account_words_by_account ON account_words (account_id);
CREATE INDEX application_partners_by_lower_name ON application_partners (lower(name));
