//! The outbox and the worker against a real SMTP server on loopback. The numbers
//! N1–N12 are those of `docs/INVARIANTS.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    reason = "a test that cannot go on says so by panicking"
)]

mod smtp;
#[path = "../support/mod.rs"]
mod support;

use chrono::TimeDelta;
use diesel::prelude::*;
use serde::Serialize;
use smtp::{Act, Arrival, Server};
use std::sync::Arc;
use support::{World, on_both_with_its_own_mail as on_both};
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::schema::outbox_messages as m;
use urban_diplomacy_fund::db::{self, Tx};
use urban_diplomacy_fund::kernel::{Fact, Subject};
use urban_diplomacy_fund::mailer::{Failure, mailbox};
use urban_diplomacy_fund::outbox::{self, Outcome, Recipient, State};
use urban_diplomacy_fund::worker::{self, Report, WorkerContext};

/// A fact with a letter, as a slice would tell it.
#[derive(Serialize)]
struct Refused {
    reference: &'static str,
    amount: i64,
    reason: String,
}

impl Fact for Refused {
    const NAME: &'static str = "payment.refused";
    fn subject(&self) -> Subject {
        Subject::new("award", self.reference)
    }
}

#[derive(Serialize)]
struct SignUpLink {
    path: &'static str,
    minutes: i64,
    expires_at: &'static str,
}

impl Fact for SignUpLink {
    const NAME: &'static str = "account.sign_up_link";
    fn subject(&self) -> Subject {
        Subject::new("address", "x")
    }
}

#[derive(Serialize)]
struct MoonLanded;

impl Fact for MoonLanded {
    const NAME: &'static str = "moon.landed";
    fn subject(&self) -> Subject {
        Subject::new("moon", "1")
    }
}

fn to(name: &str, email: &str) -> Recipient {
    Recipient { account_id: None, name: name.into(), email: email.into(), locale: "en".into(), side: outbox::Side::City }
}

fn refused() -> Refused {
    Refused { reference: "UDF-2027-0142", amount: 200_000, reason: "Too early.\n.\nA line that starts with a full stop.".into() }
}

fn announce<F: Fact>(world: &World, fact: &F, people: &[Recipient]) {
    world.db.write(|tx: &mut Tx<'_>| outbox::announce(tx, fact, people)).expect("the fact is announced");
}

fn ada(world: &World) {
    announce(world, &refused(), &[to("Ada Park", "ada@city.example")]);
}

fn worker(world: &World, transport: &str) -> WorkerContext {
    let mut settings = (*world.app.settings).clone();
    settings.mail.transport = transport.into();
    settings.mail.timeout_seconds = 2;
    WorkerContext::new(&world.db, &settings, &world.app.templates, &world.app.vault).expect("a worker")
}

fn work(worker: &WorkerContext) -> Report {
    worker::run_once(worker).expect("a round")
}

fn later(world: &World, span: TimeDelta) {
    world.clock.set(world.clock.now().plus(span));
}

fn states(world: &World) -> Vec<(String, i64)> {
    world.db.read(outbox::counts).expect("counts")
}

fn one(state: State) -> Vec<(String, i64)> {
    vec![(state.to_string(), 1)]
}

fn only(world: &World) -> outbox::Message {
    world.db.read(|c| outbox::list(c, None, 10)).expect("a list").remove(0)
}

/// Payload and bytes as kept.
fn kept(world: &World) -> (String, Option<Vec<u8>>) {
    world.db.read(|c| m::table.select((m::payload, m::raw)).first(c).map_err(db::Error::from)).expect("a row")
}

fn message_id(arrival: &Arrival) -> String {
    let text = String::from_utf8(arrival.bytes.clone()).expect("ASCII");
    let line = text.lines().find(|line| line.starts_with("Message-ID: ")).expect("a Message-ID");
    line.trim_start_matches("Message-ID: ").to_owned()
}

#[test]
fn a_letter_arrives_once_as_it_was_kept() {
    on_both(|world| {
        let server = Server::start();
        let worker = worker(world, &server.url());
        ada(world);
        assert_eq!(work(&worker).sent, 1);
        assert_eq!(work(&worker), Report::default(), "N6: sent is final");
        let message = only(world);
        let [arrival] = server.arrivals().try_into().expect("one message");
        assert_eq!(
            (arrival.from.as_str(), arrival.to.as_slice()),
            ("MAIL FROM:<grants@fund.example>", ["RCPT TO:<ada@city.example>".to_owned()].as_slice())
        );
        let (_, raw) = kept(world);
        assert_eq!(String::from_utf8(arrival.bytes.clone()).ok(), raw.and_then(|raw| String::from_utf8(raw).ok()));
        let text = String::from_utf8(arrival.bytes.clone()).expect("ASCII");
        for header in [
            format!("Message-ID: <{}@fund.example>", message.id),
            format!("X-Entity-Ref-ID: {}", message.id),
            "Auto-Submitted: auto-generated".into(),
        ] {
            assert_eq!(text.matches(&format!("{header}\r\n")).count(), 1, "{header}");
        }
        assert_eq!(message.subject_line.as_deref(), Some("Your payment request for UDF-2027-0142 was refused"));
    });
}

#[test]
fn each_failure_ends_by_its_rule() {
    let rows: &[(Act, State)] = &[
        (Act::Answer("EHLO", "421 closing"), State::Retry),
        (Act::HangUp("EHLO"), State::Retry),
        (Act::HangUp("MAIL"), State::Retry),
        (Act::Answer("MAIL", "451 busy"), State::Retry),
        (Act::HangUp("RCPT"), State::Retry),
        (Act::Answer("RCPT", "450 greylisted"), State::Retry),
        (Act::Answer("RCPT", "550 5.1.1 no such user"), State::Dead),
        (Act::Answer("DATA", "421 shutting down"), State::Retry),
        (Act::HangUp("DATA"), State::Retry),
        (Act::Answer(".", "451 try later"), State::Retry),
        (Act::Answer(".", "552 too large"), State::Dead),
        (Act::HangUp("."), State::Retry),
    ];
    on_both(|world| {
        for (act, expected) in rows {
            let server = Server::start();
            server.will(&[*act]);
            let worker = worker(world, &server.url());
            ada(world);
            work(&worker);
            let message = only(world);
            assert_eq!(message.state, expected.to_string(), "{act:?}: {:?}", message.last_error);
            assert_eq!(message.attempts, 1, "{act:?}");
            // Whatever may be tried again arrives in the end.
            later(world, TimeDelta::hours(1));
            work(&worker);
            let ended = if *expected == State::Retry { State::Sent } else { State::Dead };
            assert_eq!(only(world).state, ended.to_string(), "{act:?}");
            later(world, TimeDelta::seconds(1));
        }
    });
}

#[test]
fn a_crash_after_the_server_took_it_makes_one_duplicate_with_the_same_bytes() {
    on_both(|world| {
        let server = Server::start();
        server.will(&[Act::HangUp(".")]);
        let worker = worker(world, &server.url());
        ada(world);
        assert_eq!(work(&worker).retried, 1);
        later(world, TimeDelta::minutes(2));
        assert_eq!(work(&worker).sent, 1);
        let [first, second] = server.arrivals().try_into().expect("N12: two arrivals");
        assert_eq!(first.bytes, second.bytes, "N5");
        assert_eq!(message_id(&first), message_id(&second), "N12");
        assert_eq!((first.confirmed, second.confirmed), (false, true));
    });
}

#[test]
fn a_dead_worker_loses_nothing_and_its_token_marks_nothing() {
    on_both(|world| {
        let server = Server::start();
        let worker = worker(world, &server.url());
        ada(world);
        let (token, leased) = world.db.write(|tx: &mut Tx<'_>| outbox::lease(tx, 10, TimeDelta::minutes(5))).expect("a lease");
        assert_eq!(leased.len(), 1);
        assert_eq!(work(&worker), Report::default(), "N4: a live lease keeps others away");
        later(world, TimeDelta::minutes(6));
        assert_eq!(work(&worker).sent, 1, "N4: an expired lease is reclaimed");
        let late = world.db.write(|tx: &mut Tx<'_>| outbox::mark(tx, &leased[0].id, &token, &Outcome::Dead("late".into())));
        assert!(matches!(late, Err(db::Error::Stale)), "N4: the old token marks nothing");
        assert_eq!(states(world), one(State::Sent));
    });
}

#[test]
fn a_server_that_refuses_us_stops_the_channel_and_blames_no_message() {
    on_both(|world| {
        for act in [Act::Answer("MAIL", "550 sender refused"), Act::Answer("AUTH", "535 wrong password")] {
            let server = Server::start();
            server.will(&[act]);
            let worker = worker(world, &server.url().replace("://", "://user:word@"));
            announce(world, &refused(), &[to("Ada", "ada@city.example"), to("Ben", "ben@city.example")]);
            let report = work(&worker);
            assert_eq!((report.held, report.sent), (2, 0), "{act:?}");
            assert_eq!(only(world).attempts, 0, "{act:?}");
            assert_eq!(work(&worker), Report::default(), "paused");
            later(world, TimeDelta::minutes(16));
            assert_eq!(work(&worker).sent, 2, "{act:?}");
        }
    });
}

#[test]
fn after_five_days_a_person_is_asked() {
    on_both(|world| {
        let nobody = { std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port() };
        let worker = worker(world, &format!("smtp://127.0.0.1:{nobody}?starttls=none"));
        ada(world);
        let start = world.clock.now();
        while only(world).state != State::Dead.to_string() {
            work(&worker);
            later(world, TimeDelta::minutes(10));
            assert!(world.clock.now() < start.plus(TimeDelta::days(6)), "it ends");
        }
        assert!(world.clock.now() >= start.plus(TimeDelta::days(5)));
        let message = only(world);
        assert!((20..40).contains(&message.attempts), "{}", message.attempts);
        assert!(message.last_error.is_some_and(|why| why.starts_with("not delivered in 5 days")));
    });
}

#[test]
fn a_letter_that_cannot_be_written_waits_for_a_person_and_can_be_queued_once_more() {
    on_both(|world| {
        let server = Server::start();
        let worker = worker(world, &server.url());
        announce(world, &MoonLanded, &[to("Ada", "ada@city.example")]);
        assert_eq!(work(&worker).dead, 1);
        let dead = only(world);
        assert_eq!(dead.last_error.as_deref(), Some("no letter tells of “moon.landed”"));
        later(world, TimeDelta::seconds(1));
        let doer = Doer { account_id: None, name: "Administrator".into() };
        let redrive = || world.db.write(|tx: &mut Tx<'_>| outbox::redrive(tx, &doer, &dead.id));
        let new = redrive().expect("queued again");
        assert_ne!(new, dead.id, "N6");
        assert!(matches!(redrive(), Err(db::Error::Unique(_))), "once");
        work(&worker);
        assert_eq!(states(world), vec![(State::Dead.to_string(), 2)]);
        let change = |sql: &str| world.db.write(|tx: &mut Tx<'_>| diesel::sql_query(sql).execute(&mut **tx).map_err(db::Error::from));
        assert!(matches!(change("UPDATE outbox_messages SET state = 'pending'"), Err(db::Error::Guard(_))), "N6");
        assert!(matches!(change("DELETE FROM outbox_attempts"), Err(db::Error::Guard(_))));
    });
}

#[test]
fn hostile_names_add_no_header_and_no_recipient() {
    on_both(|world| {
        let server = Server::start();
        let worker = worker(world, &server.url());
        let name = "\u{202E}Eve\r\nBcc: spy@evil.example\r\n\r\n<script>alert(1)</script> =?utf-8?q?x?=";
        let mut fact = refused();
        fact.reason = name.into();
        announce(world, &fact, &[to(name, "eve@city.example"), to("Again", "EVE@city.example")]);
        announce(world, &refused(), &[to("Bad", "no address\r\nRCPT TO:<spy@evil.example>")]);
        let report = work(&worker);
        assert_eq!((report.sent, report.dead), (1, 1), "N2: the same address gets one message; N10: what is no address gets none");
        let [arrival] = server.arrivals().try_into().expect("one message");
        assert_eq!(arrival.to, ["RCPT TO:<eve@city.example>"]);
        let message = mail_parser::MessageParser::default().parse(&arrival.bytes).expect("a message");
        assert!(message.bcc().is_none(), "N10");
        let html = message.body_html(0).expect("HTML");
        assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
        assert!(!html.contains('\u{202E}') && !message.body_text(0).expect("text").contains('\u{202E}'));
    });
}

#[test]
fn a_one_time_link_is_forgotten_once_it_is_delivered() {
    on_both(|world| {
        let server = Server::start();
        announce(
            world,
            &SignUpLink { path: "/sign-up/s3cret", minutes: 30, expires_at: "2027-01-11T15:30:00Z" },
            &[to("", "ada@city.example")],
        );
        assert!(kept(world).0.contains("s3cret"));
        assert_eq!(work(&worker(world, &server.url())).sent, 1);
        assert_eq!(kept(world), ("{}".to_owned(), None));
    });
}

#[test]
fn an_address_that_bounced_gets_nothing_more() {
    on_both(|world| {
        let server = Server::start();
        let worker = worker(world, &server.url());
        ada(world);
        work(&worker);
        let id = only(world).id;
        world.db.write(|tx: &mut Tx<'_>| outbox::suppress(tx, &id, "5.1.1 no such user")).expect("suppressed");
        later(world, TimeDelta::seconds(1));
        announce(world, &refused(), &[to("Ada Park", "Ada@city.example")]);
        assert_eq!(work(&worker).suppressed, 1);
        assert_eq!(server.arrivals().len(), 1);
    });
}

#[test]
fn many_workers_send_each_message_once() {
    on_both(|world| {
        let server = Server::start();
        let people: Vec<_> = (0..60).map(|n| to("Ada", &format!("ada{n}@city.example"))).collect();
        announce(world, &refused(), &people);
        let workers: Vec<_> = (0..3).map(|_| Arc::new(worker(world, &server.url()))).collect();
        let threads: Vec<_> = workers
            .iter()
            .map(|w| {
                let w = w.clone();
                std::thread::spawn(move || work(&w).sent)
            })
            .collect();
        let sent: usize = threads.into_iter().map(|t| t.join().expect("a worker")).sum();
        let mut ids: Vec<_> = server.arrivals().iter().map(message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((sent, server.arrivals().len(), ids.len()), (60, 60, 60));
    });
}

#[test]
fn the_mailbox_keeps_a_message_once_and_as_a_reader_sees_it() {
    on_both(|world| {
        let worker = worker(world, "mailbox");
        ada(world);
        assert_eq!(work(&worker).sent, 1);
        let (_, raw) = kept(world);
        let again: Result<(), Failure> = worker.mailer.send(&world.db, &mut None, &worker.mailer.from, &raw.expect("bytes"));
        assert_eq!(again, Ok(()));
        let messages = world.db.read(|c| mailbox::list(c, None, 10)).expect("a list");
        let [message] = messages.try_into().expect("one message");
        assert_eq!(message.subject_line, "Your payment request for UDF-2027-0142 was refused");
        assert!(message.body_text.contains("$2,000.00") && message.body_html.contains("<a href="));
        assert!(message.headers.contains("Auto-Submitted: auto-generated"));
    });
}
