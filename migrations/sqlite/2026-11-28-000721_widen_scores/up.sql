-- A criterion is scored or judged, never both. A scale may reach from 0 to 10, as the check of rounds
-- allowed all along. A CHECK is changed by building the table anew.
CREATE TABLE review_scores_rebuilt (
    assignment_id TEXT NOT NULL REFERENCES review_assignments (id),
    criterion     TEXT NOT NULL,
    score         INTEGER CHECK (score BETWEEN 0 AND 10),
    comment       TEXT NOT NULL,
    judgment      TEXT CHECK (judgment IN ('appropriate', 'gaps', 'pass', 'fail')),
    PRIMARY KEY (assignment_id, criterion),
    CHECK (score IS NULL OR judgment IS NULL)
);
INSERT INTO review_scores_rebuilt (assignment_id, criterion, score, comment, judgment)
SELECT assignment_id, criterion, score, comment, judgment FROM review_scores;
DROP TABLE review_scores;
ALTER TABLE review_scores_rebuilt RENAME TO review_scores;
CREATE TRIGGER review_scores_locked_insert BEFORE INSERT ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = NEW.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_update BEFORE UPDATE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
CREATE TRIGGER review_scores_locked_delete BEFORE DELETE ON review_scores
WHEN (SELECT stage FROM review_assignments WHERE id = OLD.assignment_id) <> 'cleared' BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
-- The rubric of a review stays the one under which it was begun.
CREATE TRIGGER review_assignments_pinned BEFORE UPDATE ON review_assignments
WHEN OLD.rubric_sha256 IS NOT NULL AND (
    NEW.rubric_sha256 IS NOT OLD.rubric_sha256 OR NEW.definition_sha256 IS NOT OLD.definition_sha256
) BEGIN SELECT RAISE(ABORT, 'review: append only'); END;
