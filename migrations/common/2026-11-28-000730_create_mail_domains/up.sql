-- At which domains the mailboxes are of people who act for cities, and of the contacts of partners: whoever judges an
-- application must not have the same employer. The domain of a mailbox is whole; those above it are kept beside.
-- Triggers keep these rows; nothing in the program writes them.
CREATE TABLE mail_domains (
    domain   TEXT NOT NULL,
    address  TEXT NOT NULL,
    is_whole BOOLEAN NOT NULL,
    PRIMARY KEY (domain, address)
);
CREATE INDEX mail_domains_by_address ON mail_domains (address);
CREATE INDEX application_partners_by_mailbox ON application_partners (contact_email);
CREATE INDEX application_partners_by_place ON application_partners (geoname_id);
CREATE INDEX city_entries_by_mailbox ON city_entries (mail_to);
CREATE INDEX city_claims_by_mailbox ON city_claims (mailbox);
