-- A condition keeps its day too, and is said to be met once. What an amendment asks for and how it was decided never changes.
DROP TRIGGER award_conditions_lifted_once ON award_conditions;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions FOR EACH ROW WHEN (
    OLD.lifted_by IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.application_id IS DISTINCT FROM OLD.application_id OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id OR NEW.attestation_id IS DISTINCT FROM OLD.attestation_id
    OR NEW.proposal IS DISTINCT FROM OLD.proposal OR NEW.text IS DISTINCT FROM OLD.text OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.remedy IS DISTINCT FROM OLD.remedy
    OR NEW.citation IS DISTINCT FROM OLD.citation OR NEW.imposed_by IS DISTINCT FROM OLD.imposed_by OR NEW.imposed_by_name IS DISTINCT FROM OLD.imposed_by_name OR NEW.imposed_at IS DISTINCT FROM OLD.imposed_at
    OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.gates_payment IS DISTINCT FROM OLD.gates_payment
    OR (OLD.met_by IS NOT NULL AND (
    NEW.met_by IS DISTINCT FROM OLD.met_by OR NEW.met_by_name IS DISTINCT FROM OLD.met_by_name OR NEW.met_at IS DISTINCT FROM OLD.met_at OR NEW.met_note IS DISTINCT FROM OLD.met_note
    OR NEW.met_evidence_sha256 IS DISTINCT FROM OLD.met_evidence_sha256 OR NEW.met_evidence_name IS DISTINCT FROM OLD.met_evidence_name OR NEW.met_evidence_media_type IS DISTINCT FROM OLD.met_evidence_media_type
    ))
) EXECUTE FUNCTION refuse_condition_change();
CREATE FUNCTION refuse_amendment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER condition_reminders_append_only BEFORE UPDATE OR DELETE ON condition_reminders FOR EACH ROW EXECUTE FUNCTION refuse_amendment_change();
CREATE TRIGGER amendments_asked_once BEFORE UPDATE ON amendments FOR EACH ROW WHEN (
    OLD.stage IN ('returned', 'refused', 'withdrawn', 'in_force')
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.award_id IS DISTINCT FROM OLD.award_id OR NEW.n IS DISTINCT FROM OLD.n OR NEW.kind IS DISTINCT FROM OLD.kind
    OR NEW.by_fund IS DISTINCT FROM OLD.by_fund OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.from_version IS DISTINCT FROM OLD.from_version OR NEW.from_end IS DISTINCT FROM OLD.from_end
    OR NEW.amount_cents IS DISTINCT FROM OLD.amount_cents OR NEW.period_end IS DISTINCT FROM OLD.period_end OR NEW.key_person IS DISTINCT FROM OLD.key_person OR NEW.new_person IS DISTINCT FROM OLD.new_person
    OR NEW.digest IS DISTINCT FROM OLD.digest OR NEW.needs_signature IS DISTINCT FROM OLD.needs_signature OR NEW.asked_by IS DISTINCT FROM OLD.asked_by OR NEW.asked_by_name IS DISTINCT FROM OLD.asked_by_name
    OR NEW.asked_at IS DISTINCT FROM OLD.asked_at
    OR (OLD.decided_by IS NOT NULL AND (
    NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.decided_by_name IS DISTINCT FROM OLD.decided_by_name OR NEW.decided_at IS DISTINCT FROM OLD.decided_at OR NEW.decision_reason IS DISTINCT FROM OLD.decision_reason
    ))
    OR (OLD.agreement_id IS NOT NULL AND NEW.agreement_id IS DISTINCT FROM OLD.agreement_id)
) EXECUTE FUNCTION refuse_amendment_change();
CREATE TRIGGER amendments_no_delete BEFORE DELETE ON amendments FOR EACH ROW EXECUTE FUNCTION refuse_amendment_change();
CREATE TRIGGER amendment_lines_append_only BEFORE UPDATE OR DELETE ON amendment_lines FOR EACH ROW EXECUTE FUNCTION refuse_amendment_change();
