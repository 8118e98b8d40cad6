-- What stood on an account after a journal is one look-up: its last posting up to there.
CREATE INDEX postings_by_account ON postings (account_id, layer, journal_seq, account_version);
