DROP TABLE bulk_cases;
DROP TABLE bulk_runs;
