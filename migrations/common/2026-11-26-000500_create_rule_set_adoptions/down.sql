DROP TABLE rule_set_adoptions;
