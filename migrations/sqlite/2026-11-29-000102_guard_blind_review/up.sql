-- What an application is called stays: reviewers remember it, and letters say it.
CREATE TRIGGER blind_labels_no_change BEFORE UPDATE ON blind_labels BEGIN SELECT RAISE(ABORT, 'blind_labels: drawn once'); END;
CREATE TRIGGER blind_labels_no_delete BEFORE DELETE ON blind_labels BEGIN SELECT RAISE(ABORT, 'blind_labels: drawn once'); END;
