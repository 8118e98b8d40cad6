-- SQLite has no triggers of a whole statement: its checks of seals and lines stay once for each row.
SELECT 1;
