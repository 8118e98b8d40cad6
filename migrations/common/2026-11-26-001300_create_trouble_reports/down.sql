DROP TABLE trouble_reports;
