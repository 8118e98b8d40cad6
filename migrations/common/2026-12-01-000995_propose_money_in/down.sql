DROP INDEX match_proposals_by_award;
ALTER TABLE match_proposals DROP COLUMN bill_id;
ALTER TABLE match_proposals DROP COLUMN award_id;
