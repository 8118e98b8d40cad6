-- A text is split into words by making a JSON list of it.
CREATE TRIGGER accounts_keep_words AFTER INSERT ON accounts
BEGIN
    INSERT OR IGNORE INTO account_words (word, account_id)
    SELECT value, NEW.id FROM json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(lower(NEW.name || ' ' || substr(NEW.email, 1, max(instr(NEW.email, '@') - 1, 0))), '''', ''), '’', ''), '.', ' '), ',', ' '), '-', ' '), '_', ' '), '+', ' ')), ' ', '","') || ']') WHERE value <> '';
END;
CREATE TRIGGER accounts_keep_words_changed AFTER UPDATE OF name, email ON accounts
BEGIN
    DELETE FROM account_words WHERE account_id = NEW.id;
    INSERT OR IGNORE INTO account_words (word, account_id)
    SELECT value, NEW.id FROM json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(lower(NEW.name || ' ' || substr(NEW.email, 1, max(instr(NEW.email, '@') - 1, 0))), '''', ''), '’', ''), '.', ' '), ',', ' '), '-', ' '), '_', ' '), '+', ' ')), ' ', '","') || ']') WHERE value <> '';
END;
-- Who is there already.
INSERT OR IGNORE INTO account_words (word, account_id)
SELECT value, accounts.id FROM accounts, json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(lower(accounts.name || ' ' || substr(accounts.email, 1, max(instr(accounts.email, '@') - 1, 0))), '''', ''), '’', ''), '.', ' '), ',', ' '), '-', ' '), '_', ' '), '+', ' ')), ' ', '","') || ']') WHERE value <> '';
