DROP INDEX one_time_links_by_sender;
