-- An opportunity may give back what it has not awarded.
ALTER TABLE fund_steps DROP CONSTRAINT fund_steps_step_check;
ALTER TABLE fund_steps ADD CONSTRAINT fund_steps_step_check CHECK (step IN ('appropriated', 'apportioned', 'allotted', 'withdrawn'));
