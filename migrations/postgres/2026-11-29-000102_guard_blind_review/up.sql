-- What an application is called stays: reviewers remember it, and letters say it.
CREATE FUNCTION refuse_blind_label_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'blind_labels: drawn once' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER blind_labels_no_change BEFORE UPDATE OR DELETE ON blind_labels FOR EACH ROW EXECUTE FUNCTION refuse_blind_label_change();
