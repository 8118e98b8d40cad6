DROP TABLE typed_sheets;
