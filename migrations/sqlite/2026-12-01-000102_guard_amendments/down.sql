DROP TRIGGER amendment_lines_no_delete;
DROP TRIGGER amendment_lines_no_update;
DROP TRIGGER amendments_no_delete;
DROP TRIGGER amendments_asked_once;
DROP TRIGGER condition_reminders_no_delete;
DROP TRIGGER condition_reminders_no_update;
DROP TRIGGER award_conditions_lifted_once;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions
WHEN OLD.lifted_by IS NOT NULL
    OR NEW.id IS NOT OLD.id OR NEW.application_id IS NOT OLD.application_id OR NEW.organisation_id IS NOT OLD.organisation_id OR
    NEW.attestation_id IS NOT OLD.attestation_id OR NEW.proposal IS NOT OLD.proposal OR NEW.text IS NOT OLD.text OR NEW.reason IS NOT
    OLD.reason OR NEW.remedy IS NOT OLD.remedy OR NEW.citation IS NOT OLD.citation OR NEW.imposed_by IS NOT OLD.imposed_by OR
    NEW.imposed_by_name IS NOT OLD.imposed_by_name OR NEW.imposed_at IS NOT OLD.imposed_at
BEGIN SELECT RAISE(ABORT, 'condition: never edited'); END;
