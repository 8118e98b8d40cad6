DROP TABLE return_proposals;
