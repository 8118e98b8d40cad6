DROP TRIGGER accounts_keep_words_changed;
DROP TRIGGER accounts_keep_words;
DELETE FROM account_words;
