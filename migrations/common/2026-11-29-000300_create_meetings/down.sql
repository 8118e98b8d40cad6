DROP TABLE meeting_outcomes;
DROP TABLE meeting_consensus;
DROP TABLE meeting_notes;
DROP TABLE meeting_ballots;
DROP TABLE meeting_votes;
DROP TABLE meeting_attendance;
DROP TABLE meeting_items;
DROP TABLE meetings;
