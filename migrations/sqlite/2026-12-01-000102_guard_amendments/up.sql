-- A condition keeps its day too, and is said to be met once. What an amendment asks for and how it was decided never changes.
DROP TRIGGER award_conditions_lifted_once;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions
WHEN OLD.lifted_by IS NOT NULL
    OR NEW.id IS NOT OLD.id OR NEW.application_id IS NOT OLD.application_id OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.attestation_id IS NOT OLD.attestation_id
    OR NEW.proposal IS NOT OLD.proposal OR NEW.text IS NOT OLD.text OR NEW.reason IS NOT OLD.reason OR NEW.remedy IS NOT OLD.remedy
    OR NEW.citation IS NOT OLD.citation OR NEW.imposed_by IS NOT OLD.imposed_by OR NEW.imposed_by_name IS NOT OLD.imposed_by_name OR NEW.imposed_at IS NOT OLD.imposed_at
    OR NEW.due_on IS NOT OLD.due_on OR NEW.gates_payment IS NOT OLD.gates_payment
    OR (OLD.met_by IS NOT NULL AND (
    NEW.met_by IS NOT OLD.met_by OR NEW.met_by_name IS NOT OLD.met_by_name OR NEW.met_at IS NOT OLD.met_at OR NEW.met_note IS NOT OLD.met_note
    OR NEW.met_evidence_sha256 IS NOT OLD.met_evidence_sha256 OR NEW.met_evidence_name IS NOT OLD.met_evidence_name OR NEW.met_evidence_media_type IS NOT OLD.met_evidence_media_type
    ))
BEGIN SELECT RAISE(ABORT, 'condition: never edited'); END;
CREATE TRIGGER condition_reminders_no_update BEFORE UPDATE ON condition_reminders BEGIN SELECT RAISE(ABORT, 'condition_reminders: append only'); END;
CREATE TRIGGER condition_reminders_no_delete BEFORE DELETE ON condition_reminders BEGIN SELECT RAISE(ABORT, 'condition_reminders: append only'); END;
CREATE TRIGGER amendments_asked_once BEFORE UPDATE ON amendments
WHEN OLD.stage IN ('returned', 'refused', 'withdrawn', 'in_force')
    OR NEW.id IS NOT OLD.id OR NEW.award_id IS NOT OLD.award_id OR NEW.n IS NOT OLD.n OR NEW.kind IS NOT OLD.kind
    OR NEW.by_fund IS NOT OLD.by_fund OR NEW.reason IS NOT OLD.reason OR NEW.from_version IS NOT OLD.from_version OR NEW.from_end IS NOT OLD.from_end
    OR NEW.amount_cents IS NOT OLD.amount_cents OR NEW.period_end IS NOT OLD.period_end OR NEW.key_person IS NOT OLD.key_person OR NEW.new_person IS NOT OLD.new_person
    OR NEW.digest IS NOT OLD.digest OR NEW.needs_signature IS NOT OLD.needs_signature OR NEW.asked_by IS NOT OLD.asked_by OR NEW.asked_by_name IS NOT OLD.asked_by_name
    OR NEW.asked_at IS NOT OLD.asked_at
    OR (OLD.decided_by IS NOT NULL AND (
    NEW.decided_by IS NOT OLD.decided_by OR NEW.decided_by_name IS NOT OLD.decided_by_name OR NEW.decided_at IS NOT OLD.decided_at OR NEW.decision_reason IS NOT OLD.decision_reason
    ))
    OR (OLD.agreement_id IS NOT NULL AND NEW.agreement_id IS NOT OLD.agreement_id)
BEGIN SELECT RAISE(ABORT, 'amendments: append only'); END;
CREATE TRIGGER amendments_no_delete BEFORE DELETE ON amendments BEGIN SELECT RAISE(ABORT, 'amendments: append only'); END;
CREATE TRIGGER amendment_lines_no_update BEFORE UPDATE ON amendment_lines BEGIN SELECT RAISE(ABORT, 'amendment_lines: append only'); END;
CREATE TRIGGER amendment_lines_no_delete BEFORE DELETE ON amendment_lines BEGIN SELECT RAISE(ABORT, 'amendment_lines: append only'); END;
