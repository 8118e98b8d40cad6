-- What a city counts its budget from: so many of something at a price each, less what the city pays
-- itself. The lines of the budget (what is asked for, by activity and category) follow from it and
-- are kept beside it by the same operation.
CREATE TABLE cost_items (
    activity_id         TEXT NOT NULL REFERENCES activities (id),
    position            INTEGER NOT NULL CHECK (position >= 1),
    application_id      TEXT NOT NULL REFERENCES applications (id),
    category            TEXT NOT NULL,
    what                TEXT NOT NULL,
    quantity_hundredths BIGINT NOT NULL CHECK (quantity_hundredths > 0),
    unit                TEXT NOT NULL,
    each_cents          BIGINT NOT NULL CHECK (each_cents > 0),
    city_pays_cents     BIGINT NOT NULL CHECK (city_pays_cents >= 0),
    PRIMARY KEY (activity_id, position)
);
CREATE INDEX cost_items_by_application ON cost_items (application_id);
-- A line written before was one sum with a note: one of it.
INSERT INTO cost_items (activity_id, position, application_id, category, what, quantity_hundredths, unit, each_cents, city_pays_cents)
SELECT activity_id,
       ROW_NUMBER() OVER (PARTITION BY activity_id ORDER BY category),
       application_id,
       category,
       CASE WHEN note = '' THEN 'All costs of this category' ELSE note END,
       100, '', amount_cents, 0
FROM budget_lines;
