-- What was accepted of expenses whose activity is a part of an event: so much is read instead of every expense. Kept as the other sums of
-- spending are (T1), in the transaction of every change of what it is made of.
CREATE TABLE event_sums (
    program TEXT NOT NULL,
    state   TEXT NOT NULL,
    cents   BIGINT NOT NULL,
    PRIMARY KEY (program, state)
);
CREATE TRIGGER expenses_event_sum_new AFTER INSERT ON expenses
WHEN NEW.state = 'accepted'
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.amount_cents - NEW.disallowed_cents
    FROM activity_records r LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE r.id = NEW.activity_id AND r.event_id IS NOT NULL AND NEW.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER expenses_event_sum_change AFTER UPDATE ON expenses
WHEN OLD.state = 'accepted' OR NEW.state = 'accepted'
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), -(OLD.amount_cents - OLD.disallowed_cents)
    FROM activity_records r LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE r.id = OLD.activity_id AND r.event_id IS NOT NULL AND OLD.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), NEW.amount_cents - NEW.disallowed_cents
    FROM activity_records r LEFT JOIN awards w ON w.id = NEW.award_id LEFT JOIN organisations o ON o.id = NEW.organisation_id
    WHERE r.id = NEW.activity_id AND r.event_id IS NOT NULL AND NEW.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER expenses_event_sum_end AFTER DELETE ON expenses
WHEN OLD.state = 'accepted'
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), -(OLD.amount_cents - OLD.disallowed_cents)
    FROM activity_records r LEFT JOIN awards w ON w.id = OLD.award_id LEFT JOIN organisations o ON o.id = OLD.organisation_id
    WHERE r.id = OLD.activity_id AND r.event_id IS NOT NULL AND OLD.state = 'accepted'
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER activity_records_event_sum_new AFTER INSERT ON activity_records
WHEN NEW.event_id IS NOT NULL
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), sum(e.amount_cents - e.disallowed_cents)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
END;
CREATE TRIGGER activity_records_event_sum_change AFTER UPDATE ON activity_records
WHEN (OLD.event_id IS NULL) <> (NEW.event_id IS NULL)
BEGIN
    INSERT INTO event_sums (program, state, cents)
    SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), CASE WHEN NEW.event_id IS NULL THEN -1 ELSE 1 END * sum(e.amount_cents - e.disallowed_cents)
    FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
    WHERE e.activity_id = NEW.id AND e.state = 'accepted' GROUP BY 1, 2
    ON CONFLICT (program, state) DO UPDATE SET cents = cents + excluded.cents;
END;

-- What is there already.
INSERT INTO event_sums (program, state, cents)
SELECT coalesce(w.opportunity_id, ''), coalesce(o.state, ''), sum(e.amount_cents - e.disallowed_cents)
FROM expenses e JOIN activity_records r ON r.id = e.activity_id LEFT JOIN awards w ON w.id = e.award_id
    LEFT JOIN organisations o ON o.id = e.organisation_id
WHERE e.state = 'accepted' AND r.event_id IS NOT NULL GROUP BY 1, 2;
