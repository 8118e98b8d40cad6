-- Of which reviews their reviewer was reminded, each once: before a day on which it is due, after that day, and by hand once a day.
CREATE TABLE review_reminders (
    assignment_id TEXT NOT NULL REFERENCES review_assignments (id),
    kind          TEXT NOT NULL CHECK (kind IN ('due_soon', 'overdue', 'asked')),
    day           DATE NOT NULL,
    told_at       TIMESTAMP NOT NULL,
    PRIMARY KEY (assignment_id, kind, day)
);
CREATE INDEX review_assignments_by_day ON review_assignments (due_on);
