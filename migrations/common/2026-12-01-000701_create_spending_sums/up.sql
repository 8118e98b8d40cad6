-- Sums that the pages about spending read instead of every row. Triggers keep them (000702); `udf spending verify`
-- compares them with the rows they are made of. They hold no person and no award, but for award_money.

-- What is settled on the accounts of awards.
CREATE TABLE money_sums (
    program  TEXT NOT NULL,
    state    TEXT NOT NULL,
    category TEXT NOT NULL,
    code     TEXT NOT NULL,
    dr_cents BIGINT NOT NULL,
    cr_cents BIGINT NOT NULL,
    PRIMARY KEY (program, state, category, code)
);
-- The same for each award, over its categories: credits less debits.
CREATE TABLE award_money (
    award_id TEXT NOT NULL,
    code     TEXT NOT NULL,
    cents    BIGINT NOT NULL,
    PRIMARY KEY (award_id, code)
);
CREATE INDEX award_money_by_code ON award_money (code, cents);
-- The budgets in force of signed awards.
CREATE TABLE plan_sums (
    program  TEXT NOT NULL,
    state    TEXT NOT NULL,
    category TEXT NOT NULL,
    cents    BIGINT NOT NULL,
    PRIMARY KEY (program, state, category)
);
-- What was accepted of expenses, by the fiscal year of their day; held: the activity took place.
CREATE TABLE cost_sums (
    program     TEXT NOT NULL,
    state       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    category    TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    held        BOOLEAN NOT NULL,
    cents       BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (program, state, kind, category, fiscal_year, held)
);
-- Who came to the activities that were held.
CREATE TABLE people_sums (
    program     TEXT NOT NULL,
    state       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    career      BIGINT NOT NULL,
    appointees  BIGINT NOT NULL,
    person_days BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (program, state, kind)
);
CREATE INDEX awards_by_end ON awards (period_end, id);
CREATE INDEX expenses_by_state_and_day ON expenses (state, spent_on, id);
