-- SQLite compares text by bytes already.
SELECT 1;
