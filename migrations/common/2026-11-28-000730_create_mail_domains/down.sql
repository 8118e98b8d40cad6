DROP INDEX city_claims_by_mailbox;
DROP INDEX city_entries_by_mailbox;
DROP INDEX application_partners_by_place;
DROP INDEX application_partners_by_mailbox;
DROP INDEX mail_domains_by_address;
DROP TABLE mail_domains;
