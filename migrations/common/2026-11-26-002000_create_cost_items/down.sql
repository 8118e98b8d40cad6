DROP TABLE cost_items;
