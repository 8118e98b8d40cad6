-- A closed vote never changes, nor does what was voted in it; what was noted, agreed and recommended is only added to.
CREATE TRIGGER meeting_attendance_no_update BEFORE UPDATE ON meeting_attendance BEGIN SELECT RAISE(ABORT, 'meeting_attendance: append only'); END;
CREATE TRIGGER meeting_attendance_no_delete BEFORE DELETE ON meeting_attendance BEGIN SELECT RAISE(ABORT, 'meeting_attendance: append only'); END;
CREATE TRIGGER meeting_notes_no_update BEFORE UPDATE ON meeting_notes BEGIN SELECT RAISE(ABORT, 'meeting_notes: append only'); END;
CREATE TRIGGER meeting_notes_no_delete BEFORE DELETE ON meeting_notes BEGIN SELECT RAISE(ABORT, 'meeting_notes: append only'); END;
CREATE TRIGGER meeting_consensus_no_update BEFORE UPDATE ON meeting_consensus BEGIN SELECT RAISE(ABORT, 'meeting_consensus: append only'); END;
CREATE TRIGGER meeting_consensus_no_delete BEFORE DELETE ON meeting_consensus BEGIN SELECT RAISE(ABORT, 'meeting_consensus: append only'); END;
CREATE TRIGGER meeting_outcomes_no_update BEFORE UPDATE ON meeting_outcomes BEGIN SELECT RAISE(ABORT, 'meeting_outcomes: append only'); END;
CREATE TRIGGER meeting_outcomes_no_delete BEFORE DELETE ON meeting_outcomes BEGIN SELECT RAISE(ABORT, 'meeting_outcomes: append only'); END;
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings BEGIN SELECT RAISE(ABORT, 'meetings: append only'); END;
CREATE TRIGGER meetings_end_once BEFORE UPDATE ON meetings WHEN OLD.stage IN ('closed', 'cancelled') OR NEW.opportunity_id <> OLD.opportunity_id
BEGIN SELECT RAISE(ABORT, 'meetings: append only, it has ended'); END;
CREATE TRIGGER meeting_votes_no_delete BEFORE DELETE ON meeting_votes BEGIN SELECT RAISE(ABORT, 'meeting_votes: append only'); END;
CREATE TRIGGER meeting_votes_close_once BEFORE UPDATE ON meeting_votes
WHEN OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.item_id <> OLD.item_id OR NEW.turn <> OLD.turn OR NEW.scale_min <> OLD.scale_min OR NEW.scale_max <> OLD.scale_max
BEGIN SELECT RAISE(ABORT, 'meeting_votes: append only, it is closed'); END;
CREATE TRIGGER meeting_ballots_no_delete BEFORE DELETE ON meeting_ballots BEGIN SELECT RAISE(ABORT, 'meeting_ballots: append only'); END;
CREATE TRIGGER meeting_ballots_open_insert BEFORE INSERT ON meeting_ballots
WHEN NOT EXISTS (SELECT 1 FROM meeting_votes v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL AND NEW.score BETWEEN v.scale_min AND v.scale_max)
BEGIN SELECT RAISE(ABORT, 'meeting_ballots: append only, while the vote is open and on its scale'); END;
CREATE TRIGGER meeting_ballots_open_update BEFORE UPDATE ON meeting_ballots
WHEN NEW.vote_id <> OLD.vote_id OR NEW.account_id <> OLD.account_id
  OR NOT EXISTS (SELECT 1 FROM meeting_votes v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL AND NEW.score BETWEEN v.scale_min AND v.scale_max)
BEGIN SELECT RAISE(ABORT, 'meeting_ballots: append only, while the vote is open and on its scale'); END;
