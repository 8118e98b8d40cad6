-- What was attested stays; a condition is lifted once and otherwise never edited.
CREATE FUNCTION refuse_attestation_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attestation: append only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER risk_attestations_append_only BEFORE UPDATE OR DELETE ON risk_attestations FOR EACH ROW EXECUTE FUNCTION refuse_attestation_change();
CREATE TRIGGER risk_attestations_no_truncate BEFORE TRUNCATE ON risk_attestations FOR EACH STATEMENT EXECUTE FUNCTION refuse_attestation_change();
CREATE FUNCTION refuse_condition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'condition: never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER award_conditions_lifted_once BEFORE UPDATE ON award_conditions FOR EACH ROW WHEN (
    OLD.lifted_by IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.application_id IS DISTINCT FROM OLD.application_id OR NEW.organisation_id IS DISTINCT
    FROM OLD.organisation_id OR NEW.attestation_id IS DISTINCT FROM OLD.attestation_id OR NEW.proposal IS DISTINCT FROM OLD.proposal
    OR NEW.text IS DISTINCT FROM OLD.text OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.remedy IS DISTINCT FROM OLD.remedy OR
    NEW.citation IS DISTINCT FROM OLD.citation OR NEW.imposed_by IS DISTINCT FROM OLD.imposed_by OR NEW.imposed_by_name IS DISTINCT
    FROM OLD.imposed_by_name OR NEW.imposed_at IS DISTINCT FROM OLD.imposed_at
) EXECUTE FUNCTION refuse_condition_change();
CREATE TRIGGER award_conditions_no_delete BEFORE DELETE ON award_conditions FOR EACH ROW EXECUTE FUNCTION refuse_condition_change();
CREATE TRIGGER award_conditions_no_truncate BEFORE TRUNCATE ON award_conditions FOR EACH STATEMENT EXECUTE FUNCTION refuse_condition_change();
