-- How many requests each process answered in each minute, and how many of them failed: for the room of the last
-- day, no record. Old minutes go by themselves.
CREATE TABLE traffic_minutes (
    minute   TIMESTAMP NOT NULL,
    process  TEXT NOT NULL,
    requests BIGINT NOT NULL,
    failed   BIGINT NOT NULL,
    PRIMARY KEY (minute, process)
);
