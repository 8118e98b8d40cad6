DROP TABLE traffic_minutes;
