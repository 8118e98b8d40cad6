//! Files through the pages and the API: the same checks by both ways, quotas that hold in a race,
//! uploads that break off, and downloads that never run.

use crate::applying::ROUND as SLUG;
use crate::grant::{City, Fund, city, fund_of, signed_in};
use crate::support::{Browser, Page, World, corpus, multipart, on_both, on_both_with, samples};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::files::{FileKind, Stored};
use urban_diplomacy_fund::intake::{self, Application, EditError, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::api_token::{self, NewToken, Scope};
use urban_diplomacy_fund::process;

const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");

/// A city with a draft in a round that takes files of every type.
pub struct Draft {
    pub fund: Fund,
    pub city: City,
    pub id: Id<Application>,
    pub number: String,
    pub files: String,
    pub official: Browser,
    token: String,
}

pub fn draft(world: &World) -> Draft {
    let types = r#"types = ["pdf", "docx", "png", "jpg"]"#;
    let definition = ROUND.replace(types, r#"types = ["pdf", "docx", "xlsx", "csv", "png", "jpg"]"#);
    assert_ne!(definition, ROUND, "{SLUG}");
    let fund = fund_of(world, &definition, 100_000);
    let city = city(world, "Madison");
    let who = &city.official;
    let draft = world.db.write(|tx| process::start_case(tx, who, fund.round, city.id)).expect("a draft");
    let new = NewToken { label: "finance program".into(), scope: Scope::Write, days: 30 };
    let token = world.db.write(|tx| api_token::create(tx, who, who.account.expect("an account"), &new)).expect("a token");
    let official = signed_in(world, who);
    let files = format!("/portal/applications/{}/attachments", draft.reference);
    Draft { fund, id: draft.id, number: draft.reference, files, official, token, city }
}

impl Draft {
    /// Attaches by the page.
    pub fn attach(&self, slot: &str, name: &str, bytes: &[u8]) -> Page {
        let page = self.official.get(&self.files);
        let mut form = page.fill(Some("Upload A quote, course outline or conference program"), &[]);
        form.action = format!("{}/{slot}", self.files);
        self.official.send_form(&form, &[(slot, name, bytes)])
    }

    /// Attaches by the API.
    pub fn post(&self, slot: &str, name: &str, bytes: &[u8], key: &str) -> Page {
        let (kind, body) = multipart(&[], &[("file", name, bytes)]);
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", kind.as_str()), ("idempotency-key", key)];
        self.official.request_once("POST", &self.api(slot), &headers, &body).0
    }

    /// What the API says of the whole application.
    pub fn told(&self) -> serde_json::Value {
        let bearer = format!("Bearer {}", self.token);
        let path = format!("/api/v1/applications/{}", self.number);
        let (page, _) = self.official.request_once("GET", &path, &[("authorization", &bearer)], b"");
        assert_eq!(page.status, 200, "{}", page.body);
        serde_json::from_str(&page.body).expect("JSON")
    }

    /// Reads a file by the API.
    pub fn read(&self, slot: &str) -> Page {
        let bearer = format!("Bearer {}", self.token);
        self.official.request_once("GET", &self.api(slot), &[("authorization", &bearer)], b"").0
    }

    fn api(&self, slot: &str) -> String {
        format!("/api/v1/applications/{}/attachments/{slot}", self.number)
    }

    fn attached(&self, world: &World) -> Vec<(String, String, i64)> {
        let files = world.db.read(|conn| intake::attachments(conn, self.id)).expect("attachments");
        files.into_iter().map(|a| (a.slot, a.name, a.size_bytes)).collect()
    }
}

pub fn on_the_way(world: &World) -> usize {
    std::fs::read_dir(format!("{}/incoming", world.app.settings.files.folder)).expect("a folder").count()
}

/// Whether the test's browser can send the name as it is.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii() && b != b'\\' && b != b'"')
}

#[test]
fn a_sample_of_the_corpus_gets_the_same_verdict_by_page_and_api() {
    on_both_with(
        |settings| settings.files.max_bytes = 1_000_000,
        |world| {
            let d = draft(world);
            let cases: Vec<_> = corpus::cases().into_iter().filter(|case| is_plain(case.name)).step_by(4).collect();
            assert!(cases.len() >= 20, "{} cases", cases.len());
            for (n, case) in cases.iter().enumerate() {
                let page = d.attach("quote", case.name, &case.bytes);
                let answer = d.post("support_letter", case.name, &case.bytes, &format!("corpus-{n}"));
                match &case.verdict {
                    Ok(name) => {
                        page.must_be(200).must_say(name);
                        assert_eq!(answer.status, 201, "{}: {}", case.what, answer.body);
                        assert!(answer.body.contains(name), "{}: {}", case.what, answer.body);
                    }
                    Err(sentence) => {
                        assert_eq!(page.must_be(422).errors(), [sentence.as_str()], "{}", case.what);
                        assert_eq!(answer.status, 422, "{}: {}", case.what, answer.body);
                        assert!(answer.body.contains(sentence), "{}: {}", case.what, answer.body);
                    }
                }
            }
            assert_eq!(on_the_way(world), 0);
        },
    );
}

#[test]
fn a_program_attaches_once_per_key_and_reads_back_what_it_sent() {
    on_both(|world| {
        let d = draft(world);
        let quote = samples::pdf("Quote");
        let first = d.post("quote", "quote.pdf", &quote, "key-1");
        assert_eq!(first.status, 201, "{}", first.body);
        assert_eq!(d.post("quote", "quote.pdf", &quote, "key-1").body, first.body);
        assert_eq!(d.post("quote", "other.pdf", &samples::pdf("Other"), "key-1").status, 409);
        assert_eq!(d.attached(world), [("quote".to_owned(), "quote.pdf".to_owned(), i64::try_from(quote.len()).expect("small"))]);
        let bearer = format!("Bearer {}", d.token);
        let (back, _) = d.official.request_once("GET", &d.api("quote"), &[("authorization", &bearer)], b"");
        assert_eq!((back.status, back.body.as_bytes(), back.kind.as_str()), (200, quote.as_slice(), "application/pdf"));
        assert_eq!(back.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(d.post("no_such_place", "quote.pdf", &quote, "key-2").status, 404);
        let (stranger, _) = world.browser().request_once("GET", &d.api("quote"), &[], b"");
        assert_eq!(stranger.status, 401);
    });
}

#[test]
fn the_files_of_an_application_stay_within_its_quota() {
    on_both_with(
        |settings| (settings.files.application_max_bytes, settings.files.application_max_files) = (200_000, 20),
        |world| {
            let d = draft(world);
            let page = |n: usize| samples::pdf(&"x".repeat(n));
            d.attach("quote", "quote.pdf", &page(100_000)).must_be(200).must_say("all files together up to 200 kB");
            let refused = d.attach("support_letter", "letter.pdf", &page(120_000));
            let sentence = "The files of an application can have 200 kB together. With this one they would have 221 kB. Select a smaller file, or remove another.";
            assert_eq!(refused.must_be(422).errors(), [sentence]);
            let answer = d.post("support_letter", "letter.pdf", &page(120_000), "k1");
            assert!(answer.status == 422 && answer.body.contains(sentence), "{}", answer.body);
            // What is replaced does not count.
            d.attach("quote", "quote.pdf", &page(150_000)).must_be(200);
            d.attach("support_letter", "letter.pdf", &page(10)).must_be(200);
            assert_eq!(d.attached(world).len(), 2);
        },
    );
}

#[test]
fn an_application_takes_so_many_files_and_says_so_on_the_page_and_in_the_api() {
    on_both_with(
        |settings| settings.files.application_max_files = 1,
        |world| {
            let d = draft(world);
            let (quote, letter) = (samples::pdf("Quote"), samples::pdf("Letter"));
            d.attach("quote", "quote.pdf", &quote).must_be(200);
            let sentence = "An application can have at most 1 file. Remove one, then select this file again.";
            let refused = d.attach("support_letter", "letter.pdf", &letter);
            assert_eq!(refused.must_be(422).errors(), [sentence]);
            refused.must_say("quote.pdf");
            let answer = d.post("support_letter", "letter.pdf", &letter, "k1");
            assert!(answer.status == 422 && answer.body.contains(sentence), "{}", answer.body);
            // One in the place of another is no second one; and after one is removed there is room.
            d.attach("quote", "other.pdf", &letter).must_be(200).must_say("other.pdf");
            let page = d.official.get(&d.files);
            d.official.press(&page, "Remove A quote, course outline or conference program", &[]).must_be(200);
            assert_eq!(d.post("support_letter", "letter.pdf", &letter, "k2").status, 201);
            assert_eq!(d.attached(world).len(), 1);
        },
    );
}

#[test]
fn two_uploads_at_once_do_not_go_over_the_quota_together() {
    on_both(|world| {
        let d = draft(world);
        let quota = Quota { max_bytes: 1_200, max_files: 20 };
        for round in 0..5 {
            let file = |n: usize| {
                let bytes = samples::pdf(&format!("{round}{n}{}", "x".repeat(300)));
                world.app.files.accept_bytes("plan.pdf", &bytes, &[FileKind::Pdf]).expect("kept")
            };
            let (one, two, start) = (file(1), file(2), Barrier::new(2));
            let race = |slot: &str, file: &Stored| {
                start.wait();
                let new = NewAttachment { application: d.id, slot, file, quota };
                world.db.write(|tx| intake::attach(tx, &d.city.official, new))
            };
            let outcomes = std::thread::scope(|scope| {
                let (first, second) = (scope.spawn(|| race("quote", &one)), scope.spawn(|| race("support_letter", &two)));
                [first.join().expect("ends"), second.join().expect("ends")]
            });
            let refused = outcomes.iter().filter(|o| matches!(o, Err(EditError::Invalid(_)))).count();
            assert_eq!((outcomes.iter().filter(|o| o.is_ok()).count(), refused), (1, 1), "{outcomes:?}");
            let attached = d.attached(world);
            assert!(attached.iter().map(|a| a.2).sum::<i64>() <= 1_200, "{attached:?}");
            world
                .db
                .write(|tx| {
                    for file in intake::attachments(tx, d.id)? {
                        intake::detach(tx, &d.city.official, file.id).expect("detached");
                    }
                    Ok::<_, Error>(())
                })
                .expect("empty again");
        }
    });
}

/// Sends bytes as they are; what came back before the connection ended.
fn raw(world: &World, d: &Draft, length: usize, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(world.address()).expect("connects");
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
        d.api("quote"),
        d.token
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let _ = stream.write_all(body);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing() {
    on_both(|world| {
        let d = draft(world);
        d.attach("quote", "quote.pdf", &samples::pdf("Quote")).must_be(200);
        let kept = d.attached(world);
        let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.pdf\"\r\n\r\n".to_vec();
        body.extend(samples::pdf(&"x".repeat(700_000)));
        let answer = raw(world, &d, 5_000_000, &body);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
        // The server may see the end a moment after us.
        for _ in 0..100 {
            if on_the_way(world) == 0 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!((on_the_way(world), d.attached(world)), (0, kept));
    });
}

#[test]
fn ten_thousand_parts_are_refused_early() {
    on_both(|world| {
        let d = draft(world);
        let part = |n: usize| format!("--edge\r\nContent-Disposition: form-data; name=\"a{n}\"\r\n\r\n\r\n");
        let body: String = (0..10_000).map(part).collect::<String>() + "--edge--\r\n";
        let answer = raw(world, &d, body.len(), body.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("more parts than we can take"), "{answer}");
        let file = |n: usize| format!("--edge\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{n}.pdf\"\r\n\r\nx\r\n");
        let body: String = (0..10_000).map(file).collect::<String>() + "--edge--\r\n";
        let answer = raw(world, &d, body.len(), body.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("At most 20 files"), "{answer}");
        assert_eq!((on_the_way(world), d.attached(world).len()), (0, 0));
    });
}

#[test]
fn a_store_that_takes_nothing_is_answered_clearly_and_loses_nothing() {
    on_both(|world| {
        let d = draft(world);
        d.attach("quote", "quote.pdf", &samples::pdf("Quote")).must_be(200);
        let (kept, folder) = (d.attached(world), format!("{}/incoming", world.app.settings.files.folder));
        std::fs::remove_dir(&folder).expect("empty");
        let answer = d.post("quote", "other.pdf", &samples::pdf("Other"), "k1");
        assert!(answer.status == 500 && answer.body.contains("Nothing was changed"), "{}", answer.body);
        assert!(!answer.body.contains("incoming"), "{}", answer.body);
        assert_eq!(d.attached(world), kept);
        let page = d.official.get(&d.files);
        assert_eq!(d.official.get(&page.link("quote.pdf")).body.as_bytes(), samples::pdf("Quote"));
        std::fs::create_dir(&folder).expect("made");
        assert_eq!(d.post("quote", "other.pdf", &samples::pdf("Other"), "k2").status, 201);
    });
}

/// Every place that serves what people attached; the check of each page compares the headers.
#[test]
fn every_file_is_served_to_be_saved_and_never_run() {
    on_both(|world| {
        let g = crate::money::ground(world);
        crate::money::verified_account(world, &g);
        crate::money::ask(world, &g, "5,000").must_be(200);
        crate::money::paid_out(world, &g);
        crate::grant::checked(world, &g.fund.officer, g.id);
        crate::money::spend(world, &g, "1,000", &crate::money::receipt(1)).must_be(200);
        let (official, officer) = (signed_in(world, &g.city.official), signed_in(world, &g.fund.officer));
        let is_file = |page: &Page| {
            page.must_be(200);
            assert!(page.header("content-disposition").starts_with("attachment; "), "{}: {:?}", page.path, page.headers);
            assert_eq!(page.header("content-security-policy"), "sandbox; default-src 'none'", "{}", page.path);
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{}", page.path);
        };
        let desk = officer.get(&format!("/desk/applications/{}", g.number));
        is_file(&officer.follow(&desk, "quote.pdf"));
        let portal = official.get(&format!("/portal/applications/{}/attachments", g.number));
        is_file(&official.follow(&portal, "quote.pdf"));
        let spending = official.get(&format!("/portal/awards/{}/spending", g.number));
        is_file(&official.follow(&spending, "receipt.pdf"));
        let expense = officer.follow(&officer.get("/desk/spending"), "Flights to Lyon");
        is_file(&officer.follow(&expense, "receipt.pdf"));
        let checks = officer.get(&format!("/desk/applications/{}/checks", g.number));
        is_file(&officer.follow(&checks, "looked-up.pdf"));
        for path in ["/desk/work.csv", "/awards.csv"] {
            let page = officer.get(path);
            if page.status == 200 {
                is_file(&page);
            }
        }
    });
}
