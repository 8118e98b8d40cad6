DROP TRIGGER accounts_keep_words_changed ON accounts;
DROP TRIGGER accounts_keep_words ON accounts;
DROP FUNCTION keep_account_words();
DROP FUNCTION keep_account_words_of(TEXT, TEXT, TEXT);
ALTER TABLE account_words ALTER COLUMN word TYPE TEXT COLLATE "default";
DELETE FROM account_words;
