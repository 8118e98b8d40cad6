DROP TABLE opportunity_revisions;
