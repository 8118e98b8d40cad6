-- Where the program tries, after its disk was full, whether there is room again. Empty but for that moment.
CREATE TABLE room_probes (
    id TEXT NOT NULL PRIMARY KEY,
    filler TEXT NOT NULL
);

-- Newest first is by identifier, which rises even when the clock is set back.
CREATE INDEX audit_events_by_subject_in_order ON audit_events (subject_kind, subject_id, id);
DROP INDEX audit_events_by_subject;
CREATE INDEX city_claims_by_city_in_order ON city_claims (organisation_id, id);
DROP INDEX city_claims_by_city;
