-- Dated reference data, loaded from config/ledger with its hash.
CREATE TABLE chart_versions (
    id          TEXT PRIMARY KEY,
    valid_from  DATE NOT NULL,
    valid_to    DATE,
    source_note TEXT NOT NULL,
    sha256      TEXT NOT NULL UNIQUE,
    installed_at TIMESTAMP NOT NULL
);
CREATE TABLE chart_accounts (
    chart_id   TEXT NOT NULL REFERENCES chart_versions (id),
    code       TEXT NOT NULL,
    title      TEXT NOT NULL,
    track      TEXT NOT NULL CHECK (track IN ('budgetary', 'proprietary', 'memo')),
    normal     TEXT NOT NULL CHECK (normal IN ('dr', 'cr')),
    limit_kind TEXT NOT NULL CHECK (limit_kind IN ('none', 'dr_le_cr', 'cr_le_dr')),
    dims       TEXT NOT NULL,
    confidence TEXT NOT NULL,
    PRIMARY KEY (chart_id, code)
);
CREATE TABLE rule_sets (
    id           TEXT PRIMARY KEY,
    chart_id     TEXT NOT NULL REFERENCES chart_versions (id),
    valid_from   DATE NOT NULL,
    valid_to     DATE,
    sha256       TEXT NOT NULL UNIQUE,
    published_by TEXT NOT NULL,
    approved_by  TEXT NOT NULL CHECK (approved_by <> published_by),
    installed_at TIMESTAMP NOT NULL
);
CREATE TABLE posting_rules (
    rule_set_id TEXT NOT NULL REFERENCES rule_sets (id),
    event       TEXT NOT NULL,
    variant     TEXT NOT NULL,
    line_no     INTEGER NOT NULL,
    track       TEXT NOT NULL,
    layer       TEXT NOT NULL CHECK (layer IN ('settled', 'pending')),
    dr_account  TEXT NOT NULL,
    cr_account  TEXT NOT NULL,
    tc          TEXT,
    confidence  TEXT NOT NULL,
    PRIMARY KEY (rule_set_id, event, variant, line_no)
);
CREATE TABLE tie_points (
    rule_set_id TEXT NOT NULL REFERENCES rule_sets (id),
    id          TEXT NOT NULL,
    per         TEXT NOT NULL,
    tie         TEXT NOT NULL,
    PRIMARY KEY (rule_set_id, id)
);

-- One book; its head is the row that every writer of the ledger queues on.
CREATE TABLE ledger_books (
    id           TEXT PRIMARY KEY,
    currency     TEXT NOT NULL,
    genesis_hash TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL
);
CREATE TABLE ledger_heads (
    book_id   TEXT PRIMARY KEY REFERENCES ledger_books (id),
    seq       BIGINT NOT NULL CHECK (seq >= 0),
    leaf_hash TEXT NOT NULL,
    booked_at TIMESTAMP NOT NULL
);
CREATE TABLE ledger_accounts (
    id         TEXT PRIMARY KEY,
    book_id    TEXT NOT NULL REFERENCES ledger_books (id),
    code       TEXT NOT NULL,
    fund       TEXT,
    program    TEXT,
    award      TEXT,
    category   TEXT,
    track      TEXT NOT NULL CHECK (track IN ('budgetary', 'proprietary', 'memo')),
    normal     TEXT NOT NULL CHECK (normal IN ('dr', 'cr')),
    limit_kind TEXT NOT NULL CHECK (limit_kind IN ('none', 'dr_le_cr', 'cr_le_dr')),
    dim_key    TEXT NOT NULL UNIQUE,
    opened_at  TIMESTAMP NOT NULL,
    UNIQUE (id, limit_kind)
);
CREATE INDEX ledger_accounts_by_award ON ledger_accounts (award, code);
CREATE INDEX ledger_accounts_by_program ON ledger_accounts (fund, program, code);
CREATE INDEX ledger_accounts_by_code ON ledger_accounts (code);
-- A cache of the postings that the verifier proves by replay; the limits live here.
CREATE TABLE ledger_balances (
    account_id TEXT PRIMARY KEY,
    limit_kind TEXT NOT NULL,
    dr_settled_cents BIGINT NOT NULL CHECK (dr_settled_cents >= 0),
    cr_settled_cents BIGINT NOT NULL CHECK (cr_settled_cents >= 0),
    dr_pending_cents BIGINT NOT NULL CHECK (dr_pending_cents >= 0),
    cr_pending_cents BIGINT NOT NULL CHECK (cr_pending_cents >= 0),
    version    BIGINT NOT NULL CHECK (version >= 0),
    FOREIGN KEY (account_id, limit_kind) REFERENCES ledger_accounts (id, limit_kind),
    CHECK (limit_kind <> 'dr_le_cr' OR dr_settled_cents + dr_pending_cents <= cr_settled_cents),
    CHECK (limit_kind <> 'cr_le_dr' OR cr_settled_cents + cr_pending_cents <= dr_settled_cents)
);

-- The log. A journal without its seal cannot be committed; a seal is refused
-- unless the journal balances on each track and layer.
CREATE TABLE journal_seals (
    seq       BIGINT PRIMARY KEY,
    sealed_at TIMESTAMP NOT NULL
);
CREATE TABLE journals (
    seq            BIGINT PRIMARY KEY REFERENCES journal_seals (seq) DEFERRABLE INITIALLY DEFERRED,
    id             TEXT NOT NULL UNIQUE,
    idem_key       TEXT NOT NULL UNIQUE,
    request_hash   TEXT NOT NULL,
    event          TEXT NOT NULL,
    variant        TEXT NOT NULL,
    rule_set_id    TEXT NOT NULL REFERENCES rule_sets (id),
    booked_at      TIMESTAMP NOT NULL,
    effective_on   DATE NOT NULL,
    actor_id       TEXT,
    actor_name     TEXT NOT NULL,
    approver_id    TEXT,
    subject_digest TEXT,
    evidence       TEXT,
    reason         TEXT,
    reverses_seq   BIGINT UNIQUE REFERENCES journals (seq),
    prev_hash      TEXT NOT NULL UNIQUE,
    leaf_hash      TEXT NOT NULL UNIQUE,
    CHECK (seq > 0),
    CHECK (approver_id IS NULL OR actor_id IS NULL OR approver_id <> actor_id)
);
CREATE INDEX journals_by_day ON journals (effective_on, seq);
CREATE TABLE postings (
    journal_seq     BIGINT NOT NULL REFERENCES journals (seq),
    line_no         INTEGER NOT NULL,
    account_id      TEXT NOT NULL REFERENCES ledger_accounts (id),
    layer           TEXT NOT NULL CHECK (layer IN ('settled', 'pending')),
    side            TEXT NOT NULL CHECK (side IN ('dr', 'cr')),
    releases        BOOLEAN NOT NULL,
    amount_cents    BIGINT NOT NULL CHECK (amount_cents > 0),
    after_dr_cents  BIGINT NOT NULL,
    after_cr_cents  BIGINT NOT NULL,
    account_version BIGINT NOT NULL,
    PRIMARY KEY (journal_seq, line_no),
    UNIQUE (account_id, account_version)
);
CREATE TABLE holds (
    journal_seq       BIGINT NOT NULL REFERENCES journals (seq),
    n                 INTEGER NOT NULL,
    debit_account_id  TEXT NOT NULL REFERENCES ledger_accounts (id),
    credit_account_id TEXT NOT NULL REFERENCES ledger_accounts (id),
    amount_cents      BIGINT NOT NULL CHECK (amount_cents > 0),
    expires_on        DATE,
    PRIMARY KEY (journal_seq, n)
);
CREATE INDEX holds_by_accounts ON holds (credit_account_id, debit_account_id);
CREATE TABLE hold_resolutions (
    hold_seq     BIGINT NOT NULL,
    hold_n       INTEGER NOT NULL,
    journal_seq  BIGINT NOT NULL REFERENCES journals (seq),
    how          TEXT NOT NULL CHECK (how IN ('post', 'void', 'expire')),
    posted_cents BIGINT NOT NULL CHECK (posted_cents >= 0),
    PRIMARY KEY (hold_seq, hold_n),
    FOREIGN KEY (hold_seq, hold_n) REFERENCES holds (journal_seq, n)
);
CREATE INDEX hold_resolutions_by_journal ON hold_resolutions (journal_seq);
-- Keys that failed on the state of the books keep failing with the same reason.
CREATE TABLE rejected_attempts (
    idem_key     TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    code         INTEGER NOT NULL,
    message      TEXT NOT NULL,
    account      TEXT,
    at           TIMESTAMP NOT NULL
);
