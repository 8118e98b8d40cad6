-- What was accepted of expenses whose activity is a part of an event: so much is read instead of every expense. Kept as the other sums of
-- spending are (T1), in the transaction of every change of what it is made of.
CREATE TABLE event_sums (
    program TEXT NOT NULL,
    state   TEXT NOT NULL,
    cents   BIGINT NOT NULL,
    PRIMARY KEY (program, state)
);
CREATE FUNCTION expenses_event_sum_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.amount_cents - NEW.disallowed_cents
    FROM activity_records r LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE r.id = NEW.activity_id AND r.event_id IS NOT NULL AND NEW.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_event_sum_new AFTER INSERT ON expenses FOR EACH ROW
WHEN (NEW.state = 'accepted') EXECUTE FUNCTION expenses_event_sum_new();
CREATE FUNCTION expenses_event_sum_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), -(OLD.amount_cents - OLD.disallowed_cents)
    FROM activity_records r LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE r.id = OLD.activity_id AND r.event_id IS NOT NULL AND OLD.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.amount_cents - NEW.disallowed_cents
    FROM activity_records r LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE r.id = NEW.activity_id AND r.event_id IS NOT NULL AND NEW.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_event_sum_change AFTER UPDATE ON expenses FOR EACH ROW
WHEN (OLD.state = 'accepted' OR NEW.state = 'accepted') EXECUTE FUNCTION expenses_event_sum_change();
CREATE FUNCTION expenses_event_sum_end() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), -(OLD.amount_cents - OLD.disallowed_cents)
    FROM activity_records r LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE r.id = OLD.activity_id AND r.event_id IS NOT NULL AND OLD.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER expenses_event_sum_end AFTER DELETE ON expenses FOR EACH ROW
WHEN (OLD.state = 'accepted') EXECUTE FUNCTION expenses_event_sum_end();
CREATE FUNCTION activity_records_event_sum_new() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), sum(e.amount_cents - e.disallowed_cents)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_records_event_sum_new AFTER INSERT ON activity_records FOR EACH ROW
WHEN (NEW.event_id IS NOT NULL) EXECUTE FUNCTION activity_records_event_sum_new();
CREATE FUNCTION activity_records_event_sum_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), CASE WHEN NEW.event_id IS NULL THEN -1 ELSE 1 END * sum(e.amount_cents - e.disallowed_cents)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2
    ON CONFLICT (program, state) DO UPDATE SET cents = event_sums.cents + excluded.cents;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_records_event_sum_change AFTER UPDATE ON activity_records FOR EACH ROW
WHEN ((OLD.event_id IS NULL) <> (NEW.event_id IS NULL)) EXECUTE FUNCTION activity_records_event_sum_change();

-- What is there already.
INSERT INTO event_sums (program, state, cents)
SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), sum(e.amount_cents - e.disallowed_cents)
FROM expenses e JOIN activity_records r ON r.id = e.activity_id LEFT JOIN awards w ON w.id = e.award_id
    LEFT JOIN organisations o ON o.id = e.organisation_id
WHERE e.state = 'accepted' AND r.event_id IS NOT NULL GROUP BY 1, 2;
