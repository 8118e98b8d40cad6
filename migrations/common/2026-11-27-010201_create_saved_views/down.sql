DROP INDEX organisations_by_state;
DROP INDEX applications_by_total;
DROP INDEX applications_by_received;
DROP TABLE saved_views;
