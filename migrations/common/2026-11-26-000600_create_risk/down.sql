DROP TABLE award_conditions;
DROP TABLE risk_attestations;
