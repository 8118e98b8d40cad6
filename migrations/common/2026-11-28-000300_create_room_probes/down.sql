CREATE INDEX city_claims_by_city ON city_claims (organisation_id, claimed_at);
DROP INDEX city_claims_by_city_in_order;
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_id, at);
DROP INDEX audit_events_by_subject_in_order;
DROP TABLE room_probes;
