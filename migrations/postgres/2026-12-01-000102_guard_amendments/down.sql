DROP TRIGGER amendment_lines_append_only ON amendment_lines;
DROP TRIGGER amendments_no_delete ON amendments;
DROP TRIGGER amendments_asked_once ON amendments;
DROP TRIGGER condition_reminders_append_only ON condition_reminders;
DROP FUNCTION refuse_amendment_change();
DROP TRIGGER award_conditions_lifted_once ON award_conditions;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions FOR EACH ROW WHEN (
    OLD.lifted_by IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.application_id IS DISTINCT FROM OLD.application_id OR NEW.organisation_id IS DISTINCT
    FROM OLD.organisation_id OR NEW.attestation_id IS DISTINCT FROM OLD.attestation_id OR NEW.proposal IS DISTINCT FROM OLD.proposal
    OR NEW.text IS DISTINCT FROM OLD.text OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.remedy IS DISTINCT FROM OLD.remedy OR
    NEW.citation IS DISTINCT FROM OLD.citation OR NEW.imposed_by IS DISTINCT FROM OLD.imposed_by OR NEW.imposed_by_name IS DISTINCT
    FROM OLD.imposed_by_name OR NEW.imposed_at IS DISTINCT FROM OLD.imposed_at
) EXECUTE FUNCTION refuse_condition_change();
