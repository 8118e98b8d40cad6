-- People and cities are found by the beginning of their name, however it is written.
CREATE INDEX accounts_by_lower_name ON accounts (lower(name));
CREATE INDEX organisations_by_lower_name ON organisations (lower(name));
