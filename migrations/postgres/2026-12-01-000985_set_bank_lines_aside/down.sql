DROP TABLE bank_line_asides;
