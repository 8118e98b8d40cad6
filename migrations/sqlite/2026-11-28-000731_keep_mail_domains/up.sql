-- The domain of a mailbox and those above it, each with two labels at least; a domain with more than five is cut.
CREATE TRIGGER accounts_keep_mail_domain AFTER INSERT ON accounts
WHEN NEW.email LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.email, instr(NEW.email, '@') + 1)), NEW.email, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER application_partners_keep_mail_domain AFTER INSERT ON application_partners
WHEN NEW.contact_email LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.contact_email, instr(NEW.contact_email, '@') + 1)), NEW.contact_email, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER application_partners_keep_mail_domain_changed AFTER UPDATE OF contact_email ON application_partners
WHEN NEW.contact_email LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.contact_email, instr(NEW.contact_email, '@') + 1)), NEW.contact_email, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.contact_email AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER city_entries_keep_mail_domain AFTER INSERT ON city_entries
WHEN NEW.mail_to LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.mail_to, instr(NEW.mail_to, '@') + 1)), NEW.mail_to, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER city_entries_keep_mail_domain_changed AFTER UPDATE OF mail_to ON city_entries
WHEN NEW.mail_to LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.mail_to, instr(NEW.mail_to, '@') + 1)), NEW.mail_to, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mail_to AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER city_claims_keep_mail_domain AFTER INSERT ON city_claims
WHEN NEW.mailbox LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.mailbox, instr(NEW.mailbox, '@') + 1)), NEW.mailbox, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
CREATE TRIGGER city_claims_keep_mail_domain_changed AFTER UPDATE OF mailbox ON city_claims
WHEN NEW.mailbox LIKE '%@%.%'
BEGIN
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    VALUES (lower(substr(NEW.mailbox, instr(NEW.mailbox, '@') + 1)), NEW.mailbox, TRUE);
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
    INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
    SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
    WHERE address = NEW.mailbox AND instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
END;
-- What is there already.
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT lower(substr(email, instr(email, '@') + 1)), email, TRUE FROM accounts WHERE email LIKE '%@%.%';
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT lower(substr(contact_email, instr(contact_email, '@') + 1)), contact_email, TRUE FROM application_partners WHERE contact_email LIKE '%@%.%';
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT lower(substr(mail_to, instr(mail_to, '@') + 1)), mail_to, TRUE FROM city_entries WHERE mail_to LIKE '%@%.%';
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT lower(substr(mailbox, instr(mailbox, '@') + 1)), mailbox, TRUE FROM city_claims WHERE mailbox LIKE '%@%.%';
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
WHERE instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
WHERE instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
INSERT OR IGNORE INTO mail_domains (domain, address, is_whole)
SELECT substr(domain, instr(domain, '.') + 1), address, FALSE FROM mail_domains
WHERE instr(substr(domain, instr(domain, '.') + 1), '.') > 0;
