-- The domain of a mailbox and those above it, each with two labels at least; a domain with more than five is cut.
CREATE FUNCTION keep_mail_domain_of(mailbox TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    part  TEXT := lower(split_part(mailbox, '@', 2));
    whole BOOLEAN := TRUE;
BEGIN
    FOR level IN 1..4 LOOP
        EXIT WHEN part IS NULL OR position('.' IN part) = 0;
        INSERT INTO mail_domains (domain, address, is_whole) VALUES (part, mailbox, whole) ON CONFLICT DO NOTHING;
        part := substr(part, position('.' IN part) + 1);
        whole := FALSE;
    END LOOP;
END $$;
CREATE FUNCTION keep_mail_domain() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_mail_domain_of(to_jsonb(NEW) ->> TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_keep_mail_domain AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('email');
CREATE TRIGGER application_partners_keep_mail_domain AFTER INSERT ON application_partners FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('contact_email');
CREATE TRIGGER application_partners_keep_mail_domain_changed AFTER UPDATE OF contact_email ON application_partners FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('contact_email');
CREATE TRIGGER city_entries_keep_mail_domain AFTER INSERT ON city_entries FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('mail_to');
CREATE TRIGGER city_entries_keep_mail_domain_changed AFTER UPDATE OF mail_to ON city_entries FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('mail_to');
CREATE TRIGGER city_claims_keep_mail_domain AFTER INSERT ON city_claims FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('mailbox');
CREATE TRIGGER city_claims_keep_mail_domain_changed AFTER UPDATE OF mailbox ON city_claims FOR EACH ROW EXECUTE FUNCTION keep_mail_domain('mailbox');
-- What is there already.
SELECT keep_mail_domain_of(email) FROM accounts;
SELECT keep_mail_domain_of(contact_email) FROM application_partners;
SELECT keep_mail_domain_of(mail_to) FROM city_entries;
SELECT keep_mail_domain_of(mailbox) FROM city_claims;
