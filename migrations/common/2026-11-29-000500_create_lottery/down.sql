DROP TABLE lottery_ends;
DROP TABLE lottery_lots;
DROP TABLE lottery_draws;
