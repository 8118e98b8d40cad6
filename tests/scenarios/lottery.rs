//! Draws by lot: announced before the number can be known, made by another person, and repeated by anybody with the program
//! alone; nothing of it changes, and nobody finds it to whom an application of the round is closed.

use crate::grant::{Fund, ROUND, application, city, fund, fund_of, person, reviewed, screened, signed_in};
use crate::support::{Browser, Page, World, on_both};
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::process::Command;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Review, Score};

pub const SLUG: &str = "training-and-conference-support-2027";
pub const PATH: &str = "/desk/lottery/training-and-conference-support-2027";
pub const RANKING: &str = "/desk/ranking/training-and-conference-support-2027";
const SAID: &str = "Those whom the funding line cuts may be drawn by lot.";
pub const SOURCE: &str = "drand, network quicknet, round 5512345, as hexadecimal at api.drand.sh";
/// After the deadline; the minute before the number is public; the instant.
pub const AFTER: &str = "2027-03-01T15:00:00Z";
pub const BEFORE: &str = "2027-03-02T13:59:00Z";
pub const INSTANT: &str = "2027-03-02T14:00:00Z";
const WISH: [(&str, &str); 6] =
    [("many", "money"), ("source", SOURCE), ("on_month", "3"), ("on_day", "2"), ("on_year", "2027"), ("at", "9:00 AM")];
pub const NUMBER: [(&str, &str); 4] =
    [("number", "9F 3c 00"), ("again", "9f-3c-00"), ("origin", "https://api.drand.sh/rounds/5512345"), ("confirmed", "yes")];

pub fn with_lottery() -> String {
    format!("{ROUND}\n[lottery]\nannounced = true\ntext = \"{SAID}\"\n")
}

pub fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

pub fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, roles))).expect("a person")
}

/// Three applications of $6,000 with equal scores, after the deadline: $13,000 do not say which two of them.
pub fn equal(world: &World, fund: &Fund) -> Vec<Id<Application>> {
    let made = ["Madison", "Monona", "Verona"].map(|name| {
        let id = application(world, fund, &city(world, name), 6_000);
        screened(world, fund, id);
        reviewed(world, fund, id, 3);
        id
    });
    world.at(AFTER);
    made.to_vec()
}

/// The value beside a key of a page.
#[track_caller]
pub fn fact(page: &Page, key: &str) -> String {
    let html = page.html();
    let css = |selector: &str| scraper::Selector::parse(selector).expect("a selector");
    let words = |e: scraper::ElementRef<'_>| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let is_it = |row: &scraper::ElementRef<'_>| row.select(&css("dt")).any(|dt| words(dt) == key);
    let rows = css(".udf-summary__row");
    let row = html.select(&rows).find(is_it).unwrap_or_else(|| panic!("{} has no “{key}”: {}", page.path, page.text()));
    row.select(&css("dd")).map(words).next().expect("a value")
}

/// Saves the files of a published draw in a folder and runs a command that its page names there: whether it succeeded, and what it printed.
pub fn by_command(world: &World, href: &str, command: &str, tamper: impl Fn(String) -> String) -> (bool, serde_json::Value) {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, name) in [(format!("{href}.json"), "draw.json"), (format!("{href}/pool.txt"), "pool.txt")] {
        let file = world.browser().get(&path);
        assert!(file.must_be(200).header("content-disposition").contains(name), "{}", file.header("content-disposition"));
        std::fs::write(folder.path().join(name), tamper(file.body.clone())).expect("written");
    }
    assert!(command.starts_with("udf "), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_udf")).args(command.split(' ').skip(1)).current_dir(folder.path()).output();
    let output = output.expect("udf starts");
    (output.status.success(), serde_json::from_slice(&output.stdout).expect("JSON"))
}

/// The usual wish with other values in some of its fields.
fn wish<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = WISH.iter().copied().filter(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    kept.chain(other.iter().copied()).collect()
}

/// Announces a draw on the page; where it is published.
#[track_caller]
pub fn announces(browser: &Browser, other: &[(&str, &str)]) -> String {
    let done = browser.press(&browser.get(PATH), "Announce the draw", &wish(other));
    done.must_be(200).must_say("The draw is announced.");
    done.link("as everybody sees it")
}

fn facts(world: &World) -> Vec<String> {
    use schema::audit_events as e;
    let read = world
        .db
        .read(|conn| e::table.filter(e::fact.like("lottery.%")).order((e::at, e::id)).select(e::fact).load(conn).map_err(Error::from));
    read.expect("records")
}

#[test]
fn c11_a_draw_is_announced_made_by_another_person_and_repeated_by_anybody() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        world.browser().get(&format!("/opportunities/{SLUG}")).must_say("Draw by lot").must_say(SAID);
        let references: Vec<String> = equal(world, &fund).into_iter().map(|id| number(world, id)).collect();
        let (olive, boris, anybody) = (signed_in(world, &fund.officer), signed_in(world, &fund.both), world.browser());
        let page = olive.follow(&olive.get(RANKING), "Draw by lot");
        page.must_say(SAID).must_say("Those whom the line cuts now").must_say("As many are chosen as $13,000.00 pays");
        let wrong = olive.press(&page, "Announce the draw", &[("many", "count"), ("count", "3"), ("source", "A number")]);
        wrong
            .must_be(422)
            .must_say("Enter a whole number from 1 to 2")
            .must_say("Say which public number decides")
            .must_say("Enter the day.");
        assert!(wrong.body.contains(">A number</textarea>"), "what was typed stays");
        olive.press(&page, "Announce the draw", &wish(&[("on_day", "1")])).must_be(422).must_say("This time has passed");
        let href = announces(&olive, &[]);

        let published = anybody.get(&href);
        published.must_be(200).must_say(SOURCE).must_say("March 2, 2027, 9:00 AM EST").must_say("sha256-fisher-yates");
        for reference in &references {
            published.must_say(reference);
        }
        assert!(!published.says("Madison") && !published.says("$6,000"), "by reference alone: {}", published.text());
        anybody.get(&format!("/opportunities/{SLUG}")).must_say("Draw 1: to be made from March 2, 2027, 9:00 AM EST on");
        anybody.get(&format!("{href}.json")).must_be(404);
        assert_eq!(anybody.get(&format!("{href}/pool.txt")).body, references.iter().map(|r| format!("{r}\n")).collect::<String>());
        let seen = [published.body.clone(), olive.get(PATH).body, boris.get(PATH).body].concat();
        nobody_draws_too_early_or_alone(world, (&olive, &boris), &href);
        let done = boris.press(&boris.get(PATH), "Make the draw", &NUMBER);
        done.must_be(200).must_say("The draw is made.").must_say("2 are chosen").must_say("by Boris");
        anybody_repeats_it(world, (&published, &seen), &href);
        olive
            .get(RANKING)
            .must_say("Of 3 applications that the line cut, 2 were chosen by lot")
            .must_say("Drawn as number 1: chosen by lot");
        for who in [&fund.officer, &fund.both, &fund.approver] {
            let subjects: Vec<String> = world.mail_to(&who.email).into_iter().map(|letter| letter.subject_line).collect();
            let told = |words: &str| subjects.iter().filter(|subject| subject.starts_with(words)).count();
            assert_eq!((told("A draw by lot is announced"), told("Lots are drawn")), (1, 1), "{subjects:?}");
        }
        another_is_announced_and_called_off(world, (&olive, &boris), &href);
    });
}

fn nobody_draws_too_early_or_alone(world: &World, (olive, boris): (&Browser, &Browser), href: &str) {
    let id = href.rsplit('/').next().expect("a number");
    let sent = [&NUMBER[..], &[("draw", id)]].concat();
    world.at(BEFORE);
    let page = boris.get(PATH);
    page.must_say("The draw can be made from March 2, 2027, 9:00 AM EST on, when the number is public, by another person than Olive.");
    boris.post(&format!("{PATH}/draw"), &sent).must_be(409).must_say("not known yet");
    world.at(INSTANT);
    olive.get(PATH).must_say("You prepared this draw, so that another person must make it");
    olive.post(&format!("{PATH}/draw"), &sent).must_be(403).must_say("You prepared this draw");
    let page = boris.get(PATH);
    let wrong = boris.press(&page, "Make the draw", &[("number", "9f3c00"), ("again", "9f3c01"), ("origin", "x")]);
    wrong
        .must_be(422)
        .must_say("Both are not the same number")
        .must_say("Say where you read it")
        .must_say("Confirm that you read the number");
    assert!(wrong.body.contains("value=\"9f3c01\""), "what was typed stays");
    assert!(!wrong.says("Drawn as number") && !wrong.says("1: chosen"), "nobody sees what would be drawn: {}", wrong.text());
}

fn anybody_repeats_it(world: &World, (before, seen): (&Page, &str), href: &str) {
    let page = world.browser().get(href);
    let secret = fact(&page, "The secret");
    assert!(secret.len() == 64 && !seen.contains(&secret), "nobody saw the secret before");
    let commitment = fact(before, "SHA-256 of the secret");
    assert_eq!(HEXLOWER.encode(&Sha256::digest(secret.as_bytes())), commitment, "the commitment is older than the number, and holds");
    assert_eq!((fact(&page, "SHA-256 of the secret"), fact(&page, "The public number")), (commitment, "9f-3c-00".into()));
    let (is_valid, told) = by_command(world, href, &fact(&page, "Drawing again gives the same"), |text| text);
    assert!(is_valid && told["valid"] == true, "{told}");
    let (_, pool) = by_command(world, href, &fact(&page, "The pool gives its root"), |text| text);
    assert_eq!(pool["pool_root"], fact(before, "Root (RFC 6962)"));
    for (from, to) in [("\"count\": 3", "\"count\": 2"), ("9f-3c-00/", "9f-3c-01/"), ("\"counter\": 1", "\"counter\": 9")] {
        let tampered = |text: String| text.replacen(from, to, 1);
        let (is_valid, told) = by_command(world, href, "udf scoring draw --verify draw.json --pool pool.txt", tampered);
        assert!(!is_valid && told["valid"] == false, "{from}: {told}");
    }
    let record: serde_json::Value = serde_json::from_str(&world.browser().get(&format!("{href}.json")).body).expect("JSON");
    assert_eq!(record["key"], format!("9f-3c-00/{secret}"));
    let drawn = page.all("[aria-labelledby=drawn] tbody tr");
    assert_eq!(drawn.iter().filter(|row| row.ends_with(" Chosen")).count(), 2, "{drawn:?}");
    assert!(drawn[0].starts_with(record["chosen"][0].as_str().expect("a name")), "{drawn:?}");
}

fn another_is_announced_and_called_off(world: &World, (olive, boris): (&Browser, &Browser), first: &str) {
    let page = olive.get(PATH);
    let later = [("many", "count"), ("count", "1"), ("on_day", "9"), ("reason", "The number was read wrong.")];
    olive.press(&page, "Announce the draw", &wish(&later[..3])).must_be(422).must_say("Say why there is another draw.");
    let done = olive.press(&page, "Announce the draw", &wish(&later));
    done.must_be(200).must_say("Draw 2").must_say("One of the 3 applications is drawn, and chosen.");
    let second = done.link("Draw 2 as everybody sees it");
    assert_ne!(second, first);
    let form = boris.get(PATH);
    boris.press(&form, "Call the draw off", &[("reason", " ")]).must_be(422).must_say("Say why the draw is called off.");
    boris.press(&form, "Call the draw off", &[("reason", "Nobody publishes this beacon any more.")]).must_be(200).must_say("is called off");
    boris.send_form(&form.fill(Some("Call the draw off"), &[("reason", "Once more.")]), &[]).must_be(409).must_say("already");
    let page = world.browser().get(&second);
    page.must_say("Nobody publishes this beacon any more.").must_say("The number was read wrong.").must_say("The secret");
    world.browser().get(first).must_be(200).must_say("2 of 3 applications that the scores did not tell apart were chosen by lot");
    let round = world.browser().get(&format!("/opportunities/{SLUG}"));
    round.must_say("Draw 1: made on March 2, 2027").must_say("Draw 2: called off on");
    assert_eq!(facts(world), ["lottery.announced", "lottery.drawn", "lottery.announced", "lottery.cancelled"]);
}

#[test]
fn only_a_round_that_announced_it_before_its_deadline_draws() {
    on_both(|world| {
        let fund = fund(world, 13_000);
        equal(world, &fund);
        let olive = signed_in(world, &fund.officer);
        let refused = |why: &str| {
            olive.get(PATH).must_be(200).must_say("announces no draw by lot, so that none can be made.");
            assert!(!olive.get(RANKING).says("by lot"), "{why}");
            let sent = olive.post(&format!("{PATH}/announce"), &[&WISH[..], &[("seen", "x")]].concat());
            sent.must_be(409).must_say("did not announce a draw by lot before its deadline");
        };
        refused("not announced");
        let import = |text: &str| world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", text)).expect("a version");
        import(&with_lottery());
        refused("announced after the deadline");
        world.browser().get(&format!("/opportunities/{SLUG}")).must_say(SAID);
        assert_eq!(facts(world), Vec::<String>::new());
    });
    on_both(|world| {
        // What was announced and taken back before the deadline is not announced; what is taken back after it was.
        let fund = fund_of(world, &with_lottery(), 13_000);
        let import = |text: &str| world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", text)).expect("a version");
        let olive = signed_in(world, &fund.officer);
        olive.post(&format!("{PATH}/announce"), &WISH).must_be(409);
        let renamed = ROUND.replace("Most cities need two to three hours.", "Most cities need three hours.");
        assert_ne!(renamed, ROUND);
        import(&renamed);
        equal(world, &fund);
        olive.get(PATH).must_say("announces no draw by lot");
    });
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        equal(world, &fund);
        let renamed = ROUND.replace("Most cities need two to three hours.", "Most cities need three hours.");
        world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", &renamed)).expect("a version");
        announces(&signed_in(world, &fund.officer), &[]);
    });
}

#[test]
fn nobody_is_drawn_where_the_line_cuts_nobody_or_one_alone_and_count_draws_so_many() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 100_000);
        equal(world, &fund);
        signed_in(world, &fund.officer).get(PATH).must_say("The line cuts no application: there is nobody to draw.");
    });
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 20_000);
        // As the ranking knows them: the line cuts the third alone.
        for (name, dollars, scores) in
            [("Madison", 8_000, [5, 4, 5]), ("Monona", 6_000, [4, 4, 3]), ("Verona", 5_000, [3, 2, 4]), ("Stoughton", 5_000, [2, 1, 1])]
        {
            let id = application(world, &fund, &city(world, name), dollars);
            screened(world, &fund, id);
            for (reviewer, score) in fund.reviewers.iter().zip(scores) {
                review_by(world, &fund, id, (reviewer, score));
            }
        }
        world.at(AFTER);
        let page = signed_in(world, &fund.officer).get(PATH);
        page.must_say("alone: there is nobody to draw it from.");
        assert!(page.all("form[action$=announce]").is_empty(), "no form");
    });
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        equal(world, &fund);
        let (olive, chair) = (signed_in(world, &fund.officer), signed_in(world, &hired(world, "Cora", &[FundRole::Chair])));
        let href = announces(&chair, &[("many", "count"), ("count", "1")]);
        world.at(INSTANT);
        olive.press(&olive.get(PATH), "Make the draw", &NUMBER).must_be(200);
        let page = world.browser().get(&href);
        page.must_say("The other 2 of the pool were not drawn.");
        assert!(by_command(world, &href, &fact(&page, "Drawing again gives the same"), |text| text).0);
    });
}

/// This reviewer gives every criterion this score.
pub fn review_by(world: &World, fund: &Fund, id: Id<Application>, (reviewer, score): (&Actor, i64)) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = reviewer.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task")[0];
    world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores =
        rubric.criteria.iter().map(|c| Score { criterion: c.id.clone(), score: Some(score), judgment: None, comment: "Because.".into() });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("a review");
}
