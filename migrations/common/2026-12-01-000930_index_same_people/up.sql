CREATE INDEX same_people_by_person ON same_people (person_id);
