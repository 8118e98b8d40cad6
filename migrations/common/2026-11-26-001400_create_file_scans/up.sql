-- What the virus scanner found in the bytes of each digest, whoever attached them and wherever.
CREATE TABLE file_scans (
    sha256    TEXT PRIMARY KEY,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'infected', 'failed')),
    finding   TEXT,
    tries     INTEGER NOT NULL,
    queued_at TIMESTAMP NOT NULL,
    tried_at  TIMESTAMP,
    CHECK (state <> 'infected' OR finding IS NOT NULL)
);
CREATE INDEX file_scans_by_state ON file_scans (state, queued_at);

-- What was kept before waits for a scanner too.
INSERT INTO file_scans (sha256, state, tries, queued_at)
SELECT sha256, 'waiting', 0, MIN(kept_at)
FROM (
    SELECT sha256, added_at AS kept_at FROM attachments
    UNION ALL
    SELECT receipt_sha256, submitted_at FROM expenses
    UNION ALL
    SELECT evidence_sha256, attested_at FROM risk_attestations WHERE evidence_sha256 IS NOT NULL
) AS kept
GROUP BY sha256;
