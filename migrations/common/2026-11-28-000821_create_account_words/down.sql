DROP INDEX application_partners_by_lower_name;
DROP INDEX account_words_by_account;
DROP TABLE account_words;
