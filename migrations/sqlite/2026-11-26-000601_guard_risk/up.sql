-- What was attested stays; a condition is lifted once and otherwise never edited.
CREATE TRIGGER risk_attestations_no_update BEFORE UPDATE ON risk_attestations BEGIN SELECT RAISE(ABORT, 'attestation: append only'); END;
CREATE TRIGGER risk_attestations_no_delete BEFORE DELETE ON risk_attestations BEGIN SELECT RAISE(ABORT, 'attestation: append only'); END;
CREATE TRIGGER risk_attestations_no_replace BEFORE INSERT ON risk_attestations
WHEN EXISTS (SELECT 1 FROM risk_attestations WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'attestation: append only'); END;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions
WHEN OLD.lifted_by IS NOT NULL
    OR NEW.id IS NOT OLD.id OR NEW.application_id IS NOT OLD.application_id OR NEW.organisation_id IS NOT OLD.organisation_id OR
    NEW.attestation_id IS NOT OLD.attestation_id OR NEW.proposal IS NOT OLD.proposal OR NEW.text IS NOT OLD.text OR NEW.reason IS NOT
    OLD.reason OR NEW.remedy IS NOT OLD.remedy OR NEW.citation IS NOT OLD.citation OR NEW.imposed_by IS NOT OLD.imposed_by OR
    NEW.imposed_by_name IS NOT OLD.imposed_by_name OR NEW.imposed_at IS NOT OLD.imposed_at
BEGIN SELECT RAISE(ABORT, 'condition: never edited'); END;
CREATE TRIGGER award_conditions_no_delete BEFORE DELETE ON award_conditions BEGIN SELECT RAISE(ABORT, 'condition: never edited'); END;
CREATE TRIGGER award_conditions_no_replace BEFORE INSERT ON award_conditions
WHEN EXISTS (SELECT 1 FROM award_conditions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'condition: never edited'); END;
