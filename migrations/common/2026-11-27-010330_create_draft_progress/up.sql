-- How complete a draft was when the worker last looked, kept so that nobody counts all drafts at each look.
-- `version` is that of the application then.
CREATE TABLE draft_progress (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    opportunity_id TEXT NOT NULL REFERENCES opportunities (id),
    version        BIGINT NOT NULL,
    wanted         INTEGER NOT NULL,
    missing        INTEGER NOT NULL,
    percent        INTEGER NOT NULL,
    saved_at       TIMESTAMP NOT NULL,
    saved_by       TEXT,
    counted_at     TIMESTAMP NOT NULL
);
CREATE INDEX draft_progress_by_round ON draft_progress (opportunity_id, percent);
CREATE INDEX submissions_by_time ON submissions (received_at);
