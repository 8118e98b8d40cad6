-- What was entered of an account never changes but for its seal; what was verified, confirmed or frozen stays so, and
-- the time to cool off never gets shorter. A notice of the bank is decided once. A test entry goes one way.
CREATE TRIGGER bank_details_kept BEFORE UPDATE ON bank_details
WHEN
    NEW.id IS NOT OLD.id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.number IS NOT OLD.number OR NEW.holder IS NOT
    OLD.holder OR NEW.routing_number IS NOT OLD.routing_number OR NEW.account_last4 IS NOT OLD.account_last4 OR NEW.account_kind
    IS NOT OLD.account_kind OR NEW.entered_by IS NOT OLD.entered_by OR NEW.entered_by_name IS NOT OLD.entered_by_name OR
    NEW.entered_at IS NOT OLD.entered_at OR NEW.source IS NOT OLD.source OR (OLD.verified_by IS NOT NULL AND NEW.verified_by IS
    NOT OLD.verified_by) OR (OLD.verified_by_name IS NOT NULL AND NEW.verified_by_name IS NOT OLD.verified_by_name) OR
    (OLD.verified_at IS NOT NULL AND NEW.verified_at IS NOT OLD.verified_at) OR (OLD.how_verified IS NOT NULL AND
    NEW.how_verified IS NOT OLD.how_verified) OR (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS NOT OLD.confirmed_by) OR
    (OLD.confirmed_by_name IS NOT NULL AND NEW.confirmed_by_name IS NOT OLD.confirmed_by_name) OR (OLD.confirmed_at IS NOT NULL
    AND NEW.confirmed_at IS NOT OLD.confirmed_at) OR (OLD.blocked_reason IS NOT NULL AND NEW.blocked_reason IS NOT
    OLD.blocked_reason) OR (OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NOT OLD.frozen_at) OR (OLD.usable_from IS NOT NULL
    AND (NEW.usable_from IS NULL OR NEW.usable_from < OLD.usable_from)) OR (NEW.confirmed_by IS NOT NULL AND NEW.confirmed_by =
    NEW.entered_by)
BEGIN SELECT RAISE(ABORT, 'bank details: a change is a new version'); END;
CREATE TRIGGER bank_details_no_delete BEFORE DELETE ON bank_details BEGIN SELECT RAISE(ABORT, 'bank details: a change is a new version'); END;
CREATE TRIGGER bank_details_no_replace BEFORE INSERT ON bank_details
WHEN EXISTS (SELECT 1 FROM bank_details WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank details: a change is a new version'); END;
CREATE TRIGGER bank_proposals_decided_once BEFORE UPDATE ON bank_proposals
WHEN
    (OLD.outcome IS NOT NULL AND (NEW.outcome IS NOT OLD.outcome OR NEW.decided_by IS NOT OLD.decided_by OR NEW.decided_by_name
    IS NOT OLD.decided_by_name OR NEW.decided_at IS NOT OLD.decided_at OR NEW.reason IS NOT OLD.reason OR NEW.new_details_id IS
    NOT OLD.new_details_id)) OR NEW.id IS NOT OLD.id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.bank_details_id IS
    NOT OLD.bank_details_id OR NEW.payment_id IS NOT OLD.payment_id OR NEW.code IS NOT OLD.code OR NEW.trace_number IS NOT
    OLD.trace_number OR NEW.routing_number IS NOT OLD.routing_number OR NEW.account_last4 IS NOT OLD.account_last4 OR
    NEW.account_kind IS NOT OLD.account_kind OR NEW.holder IS NOT OLD.holder OR NEW.found_by IS NOT OLD.found_by OR
    NEW.found_by_name IS NOT OLD.found_by_name OR NEW.found_at IS NOT OLD.found_at
BEGIN SELECT RAISE(ABORT, 'notice of the bank: decided once'); END;
CREATE TRIGGER bank_proposals_no_delete BEFORE DELETE ON bank_proposals BEGIN SELECT RAISE(ABORT, 'notice of the bank: decided once'); END;
CREATE TRIGGER bank_proposals_no_replace BEFORE INSERT ON bank_proposals
WHEN EXISTS (SELECT 1 FROM bank_proposals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'notice of the bank: decided once'); END;
CREATE TRIGGER prenotes_go_one_way BEFORE UPDATE ON prenotes
WHEN
    NEW.id IS NOT OLD.id OR NEW.bank_details_id IS NOT OLD.bank_details_id OR NEW.wanted_at IS NOT OLD.wanted_at OR
    (OLD.trace_number IS NOT NULL AND NEW.trace_number IS NOT OLD.trace_number) OR (OLD.run_id IS NOT NULL AND (NEW.run_id IS
    NOT OLD.run_id OR NEW.sent_on IS NOT OLD.sent_on)) OR OLD.state = 'returned' OR (OLD.state = 'clear' AND NEW.state NOT IN
    ('clear', 'returned')) OR (OLD.state = 'sent' AND NEW.state = 'wanted')
BEGIN SELECT RAISE(ABORT, 'test entry: goes one way'); END;
CREATE TRIGGER prenotes_no_delete BEFORE DELETE ON prenotes BEGIN SELECT RAISE(ABORT, 'test entry: goes one way'); END;
CREATE TRIGGER prenotes_no_replace BEFORE INSERT ON prenotes
WHEN EXISTS (SELECT 1 FROM prenotes WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'test entry: goes one way'); END;
