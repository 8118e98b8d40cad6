-- Beginnings of words are looked for byte by byte, as on SQLite.
ALTER TABLE account_words ALTER COLUMN word TYPE TEXT COLLATE "C";
CREATE FUNCTION keep_account_words_of(account TEXT, full_name TEXT, address TEXT) RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO account_words (word, account_id)
    SELECT DISTINCT word, account
    FROM regexp_split_to_table(
        lower(replace(replace(full_name || ' ' || split_part(address, '@', 1), '''', ''), '’', '')), '[\s.,_+-]+'
    ) AS word
    WHERE word <> ''
    ON CONFLICT DO NOTHING;
$$;
CREATE FUNCTION keep_account_words() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM account_words WHERE account_id = NEW.id;
    END IF;
    PERFORM keep_account_words_of(NEW.id, NEW.name, NEW.email);
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_keep_words AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION keep_account_words();
CREATE TRIGGER accounts_keep_words_changed AFTER UPDATE OF name, email ON accounts FOR EACH ROW EXECUTE FUNCTION keep_account_words();
-- Who is there already.
SELECT keep_account_words_of(id, name, email) FROM accounts;
