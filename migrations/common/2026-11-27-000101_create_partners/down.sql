ALTER TABLE cost_items DROP COLUMN partner_id;
DROP TABLE partner_answers;
DROP TABLE application_partners;
