-- A closed vote never changes, nor does what was voted in it; what was noted, agreed and recommended is only added to.
CREATE FUNCTION refuse_meeting_minutes_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER meeting_attendance_append_only BEFORE UPDATE OR DELETE ON meeting_attendance FOR EACH ROW EXECUTE FUNCTION refuse_meeting_minutes_change();
CREATE TRIGGER meeting_notes_append_only BEFORE UPDATE OR DELETE ON meeting_notes FOR EACH ROW EXECUTE FUNCTION refuse_meeting_minutes_change();
CREATE TRIGGER meeting_consensus_append_only BEFORE UPDATE OR DELETE ON meeting_consensus FOR EACH ROW EXECUTE FUNCTION refuse_meeting_minutes_change();
CREATE TRIGGER meeting_outcomes_append_only BEFORE UPDATE OR DELETE ON meeting_outcomes FOR EACH ROW EXECUTE FUNCTION refuse_meeting_minutes_change();
CREATE FUNCTION refuse_meeting_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'meetings: append only' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.stage IN ('closed', 'cancelled') OR NEW.opportunity_id <> OLD.opportunity_id THEN
    RAISE EXCEPTION 'meetings: append only, it has ended' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meetings_end_once BEFORE UPDATE OR DELETE ON meetings FOR EACH ROW EXECUTE FUNCTION refuse_meeting_change();
CREATE FUNCTION refuse_meeting_vote_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'meeting_votes: append only' USING ERRCODE = 'restrict_violation'; END IF;
  IF OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.item_id <> OLD.item_id OR NEW.turn <> OLD.turn
    OR NEW.scale_min <> OLD.scale_min OR NEW.scale_max <> OLD.scale_max THEN
    RAISE EXCEPTION 'meeting_votes: append only, it is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meeting_votes_close_once BEFORE UPDATE OR DELETE ON meeting_votes FOR EACH ROW EXECUTE FUNCTION refuse_meeting_vote_change();
CREATE FUNCTION refuse_meeting_ballot_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'meeting_ballots: append only' USING ERRCODE = 'restrict_violation'; END IF;
  IF TG_OP = 'UPDATE' AND (NEW.vote_id <> OLD.vote_id OR NEW.account_id <> OLD.account_id) THEN
    RAISE EXCEPTION 'meeting_ballots: append only' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM meeting_votes v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL AND NEW.score BETWEEN v.scale_min AND v.scale_max) THEN
    RAISE EXCEPTION 'meeting_ballots: append only, while the vote is open and on its scale' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meeting_ballots_while_open BEFORE INSERT OR UPDATE OR DELETE ON meeting_ballots FOR EACH ROW EXECUTE FUNCTION refuse_meeting_ballot_change();
