//! The virus check: a daemon played by the test, what people read while a file waits, and what
//! happens when something is found, before and after the application was received.

use crate::grant::{signed_in, write_everything};
use crate::support::{World, on_both, on_both_with, samples};
use crate::uploads::{Draft, draft};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use urban_diplomacy_fund::intake::{self, Certification};
use urban_diplomacy_fund::process::{self, Press, ProcessError};

/// What the daemon does with a file.
#[derive(Clone, Debug, PartialEq)]
enum Mood {
    /// Finds what it should.
    Sound,
    /// Finds something in every file that has these words.
    Finds(&'static str),
    /// Says that it cannot look.
    Fails,
    /// Hangs up before it has listened.
    HangsUp,
}

/// ClamAV's daemon, as far as INSTREAM goes.
struct Clamd {
    address: String,
    mood: Arc<Mutex<Mood>>,
}

impl Clamd {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("tcp://{}", listener.local_addr().expect("an address"));
        let mood = Arc::new(Mutex::new(Mood::Sound));
        let kept = mood.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.expect("a connection"), &kept.lock().expect("a mood").clone());
            }
        });
        Self { address, mood }
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().expect("a mood") = mood;
    }
}

fn answer(mut stream: TcpStream, mood: &Mood) {
    if *mood == Mood::HangsUp {
        return;
    }
    let mut command = [0; 10];
    stream.read_exact(&mut command).expect("a command");
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).expect("a length");
        let length = usize::try_from(u32::from_be_bytes(length)).expect("a length");
        if length == 0 {
            break;
        }
        let from = content.len();
        content.resize(from + length, 0);
        stream.read_exact(&mut content[from..]).expect("a piece");
    }
    let has = |words: &str| content.windows(words.len()).any(|w| w == words.as_bytes());
    let said = match mood {
        Mood::Fails => "INSTREAM: Can't allocate memory ERROR",
        Mood::Finds(words) if has(words) => "stream: Pdf.Test-1 FOUND",
        _ if has("EICAR-STANDARD-ANTIVIRUS-TEST-FILE") => "stream: Eicar-Test-Signature FOUND",
        _ => "stream: OK",
    };
    stream.write_all(format!("{said}\0").as_bytes()).expect("answered");
}

fn with_clamd(scenario: impl Fn(&World, &Clamd)) {
    let clamd = Clamd::start();
    on_both_with(
        |settings| settings.files.clamav.clone_from(&clamd.address),
        |world| {
            clamd.is(Mood::Sound);
            scenario(world, &clamd);
        },
    );
}

fn write_and_submit(world: &World, d: &Draft) -> Result<(), ProcessError> {
    let who = &d.city.official;
    world.db.write(|tx| {
        let version = intake::application(tx, d.id)?.version;
        let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
        process::submit(tx, who, d.id, &certification, &Press::default()).map(drop)
    })
}

#[test]
fn a_file_waits_for_the_check_and_can_be_opened_after_it() {
    with_clamd(|world, _| {
        let d = draft(world);
        let page = d.attach("quote", "quote.pdf", &samples::pdf("Quote"));
        page.must_be(200).must_say("Waiting for the virus check");
        let link = page.link("quote.pdf");
        d.official.get(&link).must_be(409).must_say("This file is still being checked for viruses");
        world.deliver();
        d.official.get(&d.files).must_say("Virus check passed");
        assert_eq!(d.official.get(&link).must_be(200).body.as_bytes(), samples::pdf("Quote"));
    });
}

#[test]
fn the_api_says_how_far_the_check_is_and_serves_nothing_before_it() {
    with_clamd(|world, clamd| {
        let d = draft(world);
        let scan = |slot: &str| {
            let told = d.told();
            let files = told["attachments"].as_array().expect("a list").clone();
            files.iter().find(|file| file["slot"] == slot).expect("it is there")["scan"].clone()
        };
        let quote = samples::pdf("Quote");
        let answer = d.post("quote", "quote.pdf", &quote, "k1");
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert!(answer.body.contains(r#""scan":"waiting""#), "{}", answer.body);
        assert_eq!(scan("quote"), "waiting");
        assert_eq!(d.read("quote").status, 409);
        world.deliver();
        assert_eq!(scan("quote"), "clean");
        assert_eq!((d.read("quote").status, d.read("quote").bytes), (200, quote));
        // What is found later is said too, and the file is served to nobody.
        clamd.is(Mood::Finds("Letter"));
        assert_eq!(d.post("support_letter", "letter.pdf", &samples::pdf("Letter"), "k2").status, 201);
        world.deliver();
        assert_eq!(scan("support_letter"), "infected");
        assert!((400..500).contains(&d.read("support_letter").status));
        assert_eq!(scan("quote"), "clean");
    });
}

#[test]
fn what_is_infected_is_opened_by_nobody_and_submitted_with_nothing() {
    with_clamd(|world, _| {
        let d = draft(world);
        world
            .db
            .write(|tx| {
                write_everything(world, tx, &d.city.official, (d.id, 8_000));
                Ok::<_, urban_diplomacy_fund::db::Error>(())
            })
            .expect("written");
        let page = d.attach("support_letter", "letter.csv", &samples::eicar());
        let link = page.must_be(200).link("letter.csv");
        let letters = world.mail_to(&d.city.official.email);
        let told = letters.iter().find(|l| l.subject_line.contains("A virus was found")).expect("a letter");
        assert!(told.body_text.contains("letter.csv") && told.body_text.contains("Eicar-Test-Signature"), "{}", told.body_text);
        d.official.get(&d.files).must_say("Virus found: Eicar-Test-Signature. It cannot be opened");
        d.official.get(&link).must_be(409).must_say("A virus was found in this file");
        let check = d.official.get(&format!("/portal/applications/{}/check", d.number));
        check.must_say("Remove the file “letter.csv” or select another: a virus was found in it.");
        let refused = write_and_submit(world, &d).expect_err("not received");
        assert!(refused.to_string().contains("not complete"), "{refused}");
        // The same bytes are known from now on.
        let again = d.attach("quote", "quote.csv", &samples::eicar());
        again.must_be(422).must_say("A virus was found in the selected file: Eicar-Test-Signature. Select another file.");
        d.attach("support_letter", "letter.pdf", &samples::pdf("Letter")).must_be(200);
        world.deliver();
        write_and_submit(world, &d).expect("received");
        let officer_letters = world.mail_to(&d.fund.officer.email);
        assert!(!officer_letters.iter().any(|l| l.subject_line.contains("virus")), "a draft is no business of the fund");
    });
}

#[test]
fn what_is_found_after_the_receipt_is_told_to_city_and_officer() {
    with_clamd(|world, clamd| {
        let d = draft(world);
        world
            .db
            .write(|tx| {
                write_everything(world, tx, &d.city.official, (d.id, 8_000));
                Ok::<_, urban_diplomacy_fund::db::Error>(())
            })
            .expect("written");
        write_and_submit(world, &d).expect("a deadline does not wait for a scanner");
        let officer = signed_in(world, &d.fund.officer);
        let desk = officer.get(&format!("/desk/applications/{}", d.number));
        desk.must_say("Waiting for the virus check");
        clamd.is(Mood::Finds("(quote)"));
        for email in [&d.city.official.email, &d.fund.officer.email] {
            let letters = world.mail_to(email);
            let told = letters.iter().find(|l| l.subject_line.contains("A virus was found")).expect("a letter");
            assert!(told.body_text.contains("Pdf.Test-1"), "{}", told.body_text);
        }
        let desk = officer.get(&format!("/desk/applications/{}", d.number));
        desk.must_say("Virus found: Pdf.Test-1");
        officer.follow(&desk, "quote.pdf").must_be(409).must_say("A virus was found in this file");
    });
}

#[test]
fn a_scanner_that_cannot_look_is_tried_again_and_the_state_is_said() {
    with_clamd(|world, clamd| {
        let d = draft(world);
        let link = d.attach("quote", "quote.pdf", &samples::pdf("Quote")).link("quote.pdf");
        clamd.is(Mood::HangsUp);
        world.deliver();
        d.official.get(&d.files).must_say("Waiting for the virus check");
        clamd.is(Mood::Fails);
        for minute in 1..=2 {
            world.at(&format!("2027-01-11T16:{:02}:00Z", minute * 5));
            world.deliver();
        }
        d.official.get(&d.files).must_say("Could not be checked for viruses, so it cannot be opened");
        d.official.get(&link).must_be(409).must_say("This file could not be checked for viruses");
        clamd.is(Mood::Sound);
        d.attach("quote", "quote.pdf", &samples::pdf("Quote once more")).must_be(200);
        world.deliver();
        d.official.get(&d.files).must_say("Virus check passed");
    });
}

#[test]
fn without_a_scanner_nothing_is_said_of_viruses() {
    on_both(|world| {
        let d = draft(world);
        let page = d.attach("quote", "quote.pdf", &samples::pdf("Quote"));
        world.deliver();
        assert!(!d.official.get(&d.files).text().to_lowercase().contains("virus"));
        d.official.follow(&page, "quote.pdf").must_be(200);
    });
}
