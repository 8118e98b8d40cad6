-- What a line stands for can be money that came in for an award: the refund of its unused advance, or money for a bill of it. One
-- person says so and another confirms it, as with payments.
ALTER TABLE match_proposals ADD COLUMN award_id TEXT REFERENCES awards (id);
ALTER TABLE match_proposals ADD COLUMN bill_id TEXT REFERENCES bills (id);
CREATE INDEX match_proposals_by_award ON match_proposals (award_id) WHERE outcome IS NULL;
