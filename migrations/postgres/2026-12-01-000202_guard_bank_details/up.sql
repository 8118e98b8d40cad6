-- What was entered of an account never changes but for its seal; what was verified, confirmed or frozen stays so, and
-- the time to cool off never gets shorter. A notice of the bank is decided once. A test entry goes one way.
CREATE FUNCTION refuse_bank_details_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'bank details: a change is a new version' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bank_details_kept BEFORE UPDATE ON bank_details FOR EACH ROW WHEN (
    NEW.id IS DISTINCT FROM OLD.id OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id OR NEW.number IS DISTINCT FROM
    OLD.number OR NEW.holder IS DISTINCT FROM OLD.holder OR NEW.routing_number IS DISTINCT FROM OLD.routing_number OR
    NEW.account_last4 IS DISTINCT FROM OLD.account_last4 OR NEW.account_kind IS DISTINCT FROM OLD.account_kind OR NEW.entered_by
    IS DISTINCT FROM OLD.entered_by OR NEW.entered_by_name IS DISTINCT FROM OLD.entered_by_name OR NEW.entered_at IS DISTINCT
    FROM OLD.entered_at OR NEW.source IS DISTINCT FROM OLD.source OR (OLD.verified_by IS NOT NULL AND NEW.verified_by IS
    DISTINCT FROM OLD.verified_by) OR (OLD.verified_by_name IS NOT NULL AND NEW.verified_by_name IS DISTINCT FROM
    OLD.verified_by_name) OR (OLD.verified_at IS NOT NULL AND NEW.verified_at IS DISTINCT FROM OLD.verified_at) OR
    (OLD.how_verified IS NOT NULL AND NEW.how_verified IS DISTINCT FROM OLD.how_verified) OR (OLD.confirmed_by IS NOT NULL AND
    NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by) OR (OLD.confirmed_by_name IS NOT NULL AND NEW.confirmed_by_name IS
    DISTINCT FROM OLD.confirmed_by_name) OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM
    OLD.confirmed_at) OR (OLD.blocked_reason IS NOT NULL AND NEW.blocked_reason IS DISTINCT FROM OLD.blocked_reason) OR
    (OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS DISTINCT FROM OLD.frozen_at) OR (OLD.usable_from IS NOT NULL AND
    (NEW.usable_from IS NULL OR NEW.usable_from < OLD.usable_from)) OR (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by =
    NEW.entered_by)
) EXECUTE FUNCTION refuse_bank_details_change();
CREATE TRIGGER bank_details_no_delete BEFORE DELETE ON bank_details FOR EACH ROW EXECUTE FUNCTION refuse_bank_details_change();
CREATE TRIGGER bank_details_no_truncate BEFORE TRUNCATE ON bank_details FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_details_change();
CREATE FUNCTION refuse_bank_proposal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'notice of the bank: decided once' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bank_proposals_decided_once BEFORE UPDATE ON bank_proposals FOR EACH ROW WHEN (
    (OLD.outcome IS NOT NULL AND (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR
    NEW.decided_by_name IS DISTINCT FROM OLD.decided_by_name OR NEW.decided_at IS DISTINCT FROM OLD.decided_at OR NEW.reason IS
    DISTINCT FROM OLD.reason OR NEW.new_details_id IS DISTINCT FROM OLD.new_details_id)) OR NEW.id IS DISTINCT FROM OLD.id OR
    NEW.organisation_id IS DISTINCT FROM OLD.organisation_id OR NEW.bank_details_id IS DISTINCT FROM OLD.bank_details_id OR
    NEW.payment_id IS DISTINCT FROM OLD.payment_id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.trace_number IS DISTINCT FROM
    OLD.trace_number OR NEW.routing_number IS DISTINCT FROM OLD.routing_number OR NEW.account_last4 IS DISTINCT FROM
    OLD.account_last4 OR NEW.account_kind IS DISTINCT FROM OLD.account_kind OR NEW.holder IS DISTINCT FROM OLD.holder OR
    NEW.found_by IS DISTINCT FROM OLD.found_by OR NEW.found_by_name IS DISTINCT FROM OLD.found_by_name OR NEW.found_at IS
    DISTINCT FROM OLD.found_at
) EXECUTE FUNCTION refuse_bank_proposal_change();
CREATE TRIGGER bank_proposals_no_delete BEFORE DELETE ON bank_proposals FOR EACH ROW EXECUTE FUNCTION refuse_bank_proposal_change();
CREATE TRIGGER bank_proposals_no_truncate BEFORE TRUNCATE ON bank_proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_bank_proposal_change();
CREATE FUNCTION refuse_prenote_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'test entry: goes one way' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER prenotes_go_one_way BEFORE UPDATE ON prenotes FOR EACH ROW WHEN (
    NEW.id IS DISTINCT FROM OLD.id OR NEW.bank_details_id IS DISTINCT FROM OLD.bank_details_id OR NEW.wanted_at IS DISTINCT FROM
    OLD.wanted_at OR (OLD.trace_number IS NOT NULL AND NEW.trace_number IS DISTINCT FROM OLD.trace_number) OR (OLD.run_id IS NOT
    NULL AND (NEW.run_id IS DISTINCT FROM OLD.run_id OR NEW.sent_on IS DISTINCT FROM OLD.sent_on)) OR OLD.state = 'returned' OR
    (OLD.state = 'clear' AND NEW.state NOT IN ('clear', 'returned')) OR (OLD.state = 'sent' AND NEW.state = 'wanted')
) EXECUTE FUNCTION refuse_prenote_change();
CREATE TRIGGER prenotes_no_delete BEFORE DELETE ON prenotes FOR EACH ROW EXECUTE FUNCTION refuse_prenote_change();
CREATE TRIGGER prenotes_no_truncate BEFORE TRUNCATE ON prenotes FOR EACH STATEMENT EXECUTE FUNCTION refuse_prenote_change();
