//! An application that was sent back: the desk shows what was received and not what the city writes meanwhile, and what
//! changed when it is received again, then and later.

use crate::grant::{self, City, Fund, application, city, fund, signed_in};
use crate::support::{Browser, Page, World, on_both, samples};
use chrono::TimeDelta;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::files::FileKind;
use urban_diplomacy_fund::intake::{self, Application, AttendeeInput, Certification, CostInput, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Press, Screened};

/// A case with the addresses of its pages.
struct Ground {
    fund: Fund,
    madison: City,
    id: Id<Application>,
    olive: Browser,
    portal: String,
    desk: String,
}

fn ground(world: &World) -> Ground {
    let fund = fund(world, 100_000);
    let madison = city(world, "Madison");
    let id = application(world, &fund, &madison, 9_000);
    let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    let olive = signed_in(world, &fund.officer);
    Ground {
        fund,
        madison,
        id,
        olive,
        portal: format!("/portal/applications/{reference}"),
        desk: format!("/desk/applications/{reference}"),
    }
}

impl Ground {
    fn send_back(&self, world: &World, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
        let (found, until) = (Screened { checks: vec![], note: "Say more.".into() }, world.clock.now().plus(TimeDelta::days(10)));
        let back = world
            .db
            .write(|tx| process::return_for_changes(tx, &self.fund.officer, self.id, (&found, &parts, until), &Press::default()).map(drop));
        back.expect("it is sent back");
    }

    fn answer(&self, world: &World, question: &str, typed: &str) {
        let ada = signed_in(world, &self.madison.official);
        let page = ada.get(&format!("{}/questions/{question}", self.portal));
        ada.press(&page, "Save and continue", &[("answer", typed)]).must_be(200);
    }

    /// Changes people, costs and the quote, through the operations themselves.
    fn change_the_plan(&self, world: &World) {
        let who = &self.madison.official;
        let changed = world.db.write(|tx| {
            let activity = intake::draft(tx, self.id)?.activities[0].clone();
            let people =
                ["Cleo Clerk", "Dora Dean"].map(|name| AttendeeInput { name: name.into(), job: "Clerk".into(), standing: "career".into() });
            intake::change_attendees(tx, who, activity.id, activity.version, &people).expect("two go");
            let version = intake::activity(tx, activity.id)?.version;
            let cost = |what: &str, each: &str| CostInput {
                category: "travel".into(),
                what: what.into(),
                each: each.into(),
                ..CostInput::default()
            };
            let costs = [cost("Flights", "9,000"), cost("Trains", "250")];
            intake::save_costs(tx, who, activity.id, version, &costs).expect("they cost more");
            let file = world.app.files.accept_bytes("newer.pdf", &samples::pdf("newer"), &[FileKind::Pdf]).expect("a file");
            let quota = Quota::from(&world.app.settings.files);
            intake::attach(tx, who, NewAttachment { application: self.id, slot: "quote", file: &file, quota }).expect("it is attached");
            Ok::<_, Error>(())
        });
        changed.expect("the plan is changed");
    }

    fn send(&self, world: &World) {
        let who: &Actor = &self.madison.official;
        let sent = world.db.write(|tx| {
            let version = intake::application(tx, self.id)?.version;
            let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
            process::submit(tx, who, self.id, &certification, &Press::default()).map(drop)
        });
        sent.expect("received again");
    }

    fn case(&self) -> Page {
        self.olive.get(&self.desk)
    }
}

const OPEN: &[&str] = &["need_now", "project_title", "activities", "budget", "attachments"];

#[test]
fn while_it_is_open_again_the_desk_shows_what_was_received() {
    on_both(|world| {
        let g = ground(world);
        let before = g.case();
        before.must_say("Words that answer it.").must_say("quote.pdf").must_say("$9,000.00");
        assert!(!before.says("What changed since"), "it was received once");
        g.olive.get(&format!("{}/changes", g.desk)).must_be(200).must_say("The application was received once.");

        g.send_back(world, OPEN);
        g.answer(world, "need_now", "Not sent yet.");
        g.answer(world, "project_title", "A name that is not sent");
        g.change_the_plan(world);
        let ada = signed_in(world, &g.madison.official);
        ada.get(&g.portal).must_say("A name that is not sent");
        let unsent = ["Not sent yet.", "A name that is not sent", "Dora Dean", "Trains", "newer.pdf", "$9,250.00"];
        let pages = [g.desk.clone(), "/desk/applications".into(), format!("{}/workflow", g.desk), format!("{}/notes", g.desk)];
        for path in pages {
            let page = g.olive.get(&path);
            page.must_be(200);
            for words in unsent {
                assert!(!page.says(words), "{path} shows “{words}”, which was not sent");
            }
        }
        g.case().must_say("Words that answer it.").must_say("Cleo Clerk").must_say("$9,000.00");
        // The file that was received can be opened, although the city has put another in its place.
        let open = g.case().link("quote.pdf");
        let quote = g.olive.get(&open);
        quote.must_be(200);
        assert_eq!(quote.bytes, samples::pdf("quote"));
        let newer = world.db.read(|conn| intake::attachments(conn, g.id)).expect("files").remove(0);
        assert_eq!(newer.name, "newer.pdf");
        for key in [newer.sha256.clone(), newer.id.text()] {
            g.olive.get(&format!("{}/files/{key}", g.desk)).must_be(404);
        }

        // Withdrawn meanwhile, it stays what it was.
        world.db.write(|tx| process::withdraw(tx, &g.madison.official, g.id, "Called off.", &Press::default())).expect("withdrawn");
        for words in unsent {
            assert!(!g.case().says(words), "{words}");
        }
    });
}

#[test]
fn what_changed_is_told_when_it_is_received_again_and_kept_for_later_times() {
    on_both(|world| {
        let g = ground(world);
        g.send_back(world, OPEN);
        g.answer(world, "need_now", "First answer.\nSecond line.");
        g.change_the_plan(world);
        g.send(world);
        let case = g.case();
        case.must_say("What changed since January 11, 2027")
            .must_say("Before Words that answer it. After First answer. Second line.")
            .must_say("Activities: Protocol course: Who takes part Before Nothing After Dora Dean, Clerk, Career staff")
            .must_say("Activities: Protocol course: Costs Before Nothing After Travel and rooms: Trains: $250.00 (asked for: $250.00)")
            .must_say("Budget: Amount asked for Before $9,000.00 After $9,250.00")
            .must_say("Files: A quote, course outline or conference program Before quote.pdf");
        // What is the same is left out.
        let changes = g.olive.get(&format!("{}/changes", g.desk));
        changes.must_be(200).must_say("5 things were changed.");
        assert!(!changes.says("How many people in your city work on international matters"), "{}", changes.text());

        // A second time, in which another answer changes: each pair can be compared.
        g.send_back(world, &["keeping_skills"]);
        g.answer(world, "keeping_skills", "They train the others.");
        g.case().must_say("First answer. Second line.");
        g.send(world);
        let case = g.case();
        case.must_say("They train the others.");
        assert!(!case.says("After First answer."), "only what changed since the time before");
        let compare = g.olive.follow(&case, "Compare other times it was received");
        compare.must_be(200).must_say("One thing was changed.").must_say("Before Words that answer it. After They train the others.");
        let whole = g.olive.submit(&compare, &[("before", "1"), ("after", "3")]);
        whole
            .must_be(200)
            .must_say("6 things were changed.")
            .must_say("After First answer. Second line.")
            .must_say("They train the others.");
        assert_eq!(g.olive.submit(&compare, &[("before", "3"), ("after", "1")]).text(), whole.text(), "the earlier comes first");
        let first = g.olive.submit(&compare, &[("before", "1"), ("after", "2")]);
        assert!(first.says("After First answer. Second line.") && !first.says("They train the others."));
        for typed in ["before=2&after=2", "before=x&after=99", "before=-1", ""] {
            g.olive.get(&format!("{}/changes?{typed}", g.desk)).must_be(200).must_say("One thing was changed.");
        }

        // Whoever may not read the case finds no trace of it.
        for who in [&g.madison.official, &g.fund.reviewers[0]] {
            signed_in(world, who).get(&format!("{}/changes", g.desk)).must_be(404);
        }
        let boris = &g.fund.both;
        world.db.write(|tx| process::step_back(tx, boris, g.id, "I know them.")).expect("stepped back");
        signed_in(world, boris).get(&format!("{}/changes", g.desk)).must_be(404);
        grant::nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_city_finds_what_it_may_change_and_reads_the_rest() {
    on_both(|world| {
        let g = ground(world);
        g.send_back(world, &["need_now", "budget"]);
        let ada = signed_in(world, &g.madison.official);
        let home = ada.get(&g.portal);
        home.must_say("You can change:").must_say("All else is closed.").must_say("Build your budget").must_say("Closed");
        let open = format!("{}/questions/need_now", g.portal);
        assert_eq!(home.link("What work with partners abroad does your city do now, and what is missing?"), open);
        assert_eq!(home.link("Describe what your city needs"), open, "the part leads to what is asked for");
        ada.press(&ada.get(&open), "Save and continue", &[("answer", "We add this.")]).must_be(200);

        // What is closed has no form, so that nobody types in vain.
        for closed in ["project_title", "is_local_government", "keeping_skills"] {
            let page = ada.get(&format!("{}/questions/{closed}", g.portal));
            page.must_be(200).must_say("You can read this answer, but not change it.").must_say("The fund asks for other parts");
            assert!(!page.says("Save and continue"), "{closed}");
            ada.post(&format!("{}/questions/{closed}", g.portal), &[("answer", "yes")]).must_be(409);
        }
    });
}
