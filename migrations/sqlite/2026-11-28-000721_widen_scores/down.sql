DROP TRIGGER review_assignments_pinned;
CREATE TABLE review_scores_rebuilt (
    assignment_id TEXT NOT NULL REFERENCES review_assignments (id),
    criterion     TEXT NOT NULL,
    score         INTEGER CHECK (score BETWEEN 1 AND 9),
    comment       TEXT NOT NULL,
    judgment      TEXT CHECK (judgment IN ('appropriate', 'gaps', 'pass', 'fail')),
    PRIMARY KEY (assignment_id, criterion)
);
INSERT INTO review_scores_rebuilt (assignment_id, criterion, score, comment, judgment)
SELECT assignment_id, criterion, CASE WHEN score BETWEEN 1 AND 9 THEN score END, comment, judgment FROM review_scores;
DROP TABLE review_scores;
ALTER TABLE review_scores_rebuilt RENAME TO review_scores;
CREATE TRIGGER review_scores_locked_insert BEFORE INSERT ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = NEW.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_update BEFORE UPDATE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_delete BEFORE DELETE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
