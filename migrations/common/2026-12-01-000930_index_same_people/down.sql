DROP INDEX same_people_by_person;
