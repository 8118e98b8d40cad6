DROP TABLE ledger_period_seals;
DROP TABLE ledger_period_steps;
DROP TABLE ledger_periods;
