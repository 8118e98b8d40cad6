DROP TRIGGER blind_labels_no_change ON blind_labels;
DROP FUNCTION refuse_blind_label_change();
