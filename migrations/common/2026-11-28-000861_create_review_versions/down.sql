DROP TABLE review_versions;
