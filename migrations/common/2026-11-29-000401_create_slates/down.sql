DROP TABLE slate_lines;
DROP TABLE slates;
