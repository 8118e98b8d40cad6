DROP TABLE possible_duplicates;
DROP TABLE similarity_marks;
DROP TABLE comparisons_due;
