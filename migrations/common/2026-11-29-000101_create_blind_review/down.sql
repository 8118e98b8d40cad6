DROP TABLE blind_files;
DROP TABLE blind_passages;
DROP TABLE blind_copies;
DROP TABLE blind_rounds;
DROP TABLE blind_labels;
