//! The Urban Diplomacy Fund: the map of the program, in the order in which
//! modules may use one another. A module uses only those above it
//! (`tests/layout.rs` holds this).

// `db/schema.rs` names more than 128 tables in one macro.
#![recursion_limit = "256"]

pub mod kernel; // words every module may use: money, time, identifiers, facts, refusals
pub mod locale; // words and formats of a language
pub mod rules; // the typed expression language of forms and workflows
pub mod config; // typed settings; the only reader of files and environment
pub mod vault; // encryption of secret columns
pub mod db; // the one door to SQLite or PostgreSQL; transactions
pub mod files; // what people attach, under the digest of its bytes
pub mod audit; // the append-only, hash-chained record of who did what to which thing
pub mod outbox; // messages to send after commit
pub mod traffic; // requests answered and failed, minute by minute, counted in memory and written behind
pub mod places; // US places: population, time zones
pub mod rates; // federal travel rates by place and month
pub mod conflict; // who is kept out of which application, by rule and by declaration
pub mod people; // persons, organisations, accounts, sessions, roles; defines Actor
pub mod banner; // what officers tell everybody at the top of every page
pub mod ledger;
pub mod workflow; // a process as data: checked, pinned, every step recorded; knows no grant
pub mod scoring; // scores as numbers: exact means; agreement, mixed model, expected ranks of a table; pure
pub mod opportunity; // what is offered: form, eligibility, rubric, dates, budget rules; versioned
pub mod intake; // applications: draft, submitted, returned, withdrawn; attachments; receipts
pub mod trouble; // what people tell of trouble with the site: evidence with its time, and the answer
pub mod asking; // what people ask about a round, and the answers that all may read
pub mod duplicates; // applications that may be the same: found by marks, looked at by a person
pub mod panel; // who is asked to review a round, their yearly declaration of ties, the phases with their flags
pub mod blind; // applications without who applies: labels by lot, texts and files that staff prepare for reviewers
pub mod review; // screening records, reviewers, conflicts of interest, scores
pub mod risk; // what is known of a city before an award: attestations with evidence, specific conditions
pub mod award; // recommendations, decisions, offers, agreements
pub mod gathering; // the register of events, and activities as they were held
pub mod spending; // expenses of events and activities, with receipts
pub mod compliance; // the final report and closeout
pub mod disbursement; // the fund's money, bank details, payment runs, bank files, statements
pub mod bookkeeping; // entries in the books by hand: prepared by one person, approved by another
pub mod process; // runs the workflow over the slices; the only changer of where a case stands
pub mod feedback; // what those who applied are told after the decision: reasons, position, released comments; held until a date
pub mod notes; // notes on an application, internal or for the city to read
pub mod views; // views of the list of applications under a name; the record of files taken out
pub mod reporting; // read-only: spending, public results, exports
pub mod sheets; // a reviewer's score sheet to fill in elsewhere and bring back, and the pack to print
pub mod lottery; // who of those whom the line cuts is drawn by lot: announced, committed to, drawn by another person, for all to repeat
pub mod assigning; // who reviews what in a whole round: proposed by the solver, looked at, carried out
pub mod slate; // which applications of a round are funded: proposed by the solver, looked at, adopted
pub mod meeting; // the meeting of a panel: one application on the table, votes before and after, minutes, what it recommends
pub mod charts; // accessible SVG from plain numbers
pub mod templates; // the only caller of handlebars: pages and letters to text
#[cfg(feature = "pdf")]
pub mod print; // documents to print, as tagged PDF; what people typed is always text
pub mod letters; // one letter per fact, written from the fact alone; sends nothing
pub mod mailer; // an email to a server or the demo's mailbox; knows SMTP, not grants
pub mod worker;
pub mod web; // the only module that knows HTTP: pages, forms, API
pub mod app; // the composition root: settings to server and worker
pub mod cli; // one file per subcommand
