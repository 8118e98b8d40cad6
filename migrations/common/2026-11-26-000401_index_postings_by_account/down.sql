DROP INDEX postings_by_account;
