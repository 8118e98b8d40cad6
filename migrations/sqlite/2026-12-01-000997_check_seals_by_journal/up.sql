-- SQLite checks each seal for itself already.
SELECT 1;
