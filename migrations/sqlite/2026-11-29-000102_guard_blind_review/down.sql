DROP TRIGGER blind_labels_no_delete;
DROP TRIGGER blind_labels_no_change;
