DROP TABLE release_cases;
DROP TABLE releases;
