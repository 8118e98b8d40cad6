-- How many letters with links somebody sent since an instant.
CREATE INDEX one_time_links_by_sender ON one_time_links (invited_by, created_at);
