//! Versions of a form that are published in the middle of a draft, whatever they change and whenever: the draft stays on
//! its own and keeps its answers until its city moves it; no page fails on the way.

use crate::grant::{self, City, Fund, city, fund, signed_in};
use crate::losing::autosave;
use crate::support::{Browser, World, on_both_with_its_own_mail};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use urban_diplomacy_fund::intake::{self, Application, Draft};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::{opportunity, process};

/// What a version may change; some of it no fund would write, and is refused.
const CHANGES: &[(&str, &str)] = &[
    ("id = \"keeping_skills\"", "id = \"keeping_them\""),
    ("id = \"skills\"", "id = \"abilities\""),
    ("max_chars = 100", "max_chars = 10"),
    ("max_chars = 2500", "max_chars = 12"),
    ("kind = \"number\"\nmin = 0\nmax = 500", "kind = \"short_text\"\nmax_chars = 5"),
    (
        "kind = \"yes_no\"\n\n[[sections.questions]]\nid = \"partner_names\"",
        "kind = \"date\"\n\n[[sections.questions]]\nid = \"partner_names\"",
    ),
    ("options = [\"Never\", \"Now and then\", \"On a regular schedule\"]", "options = [\"Now and then\", \"Often\"]"),
    ("id = \"partner_names\"", "id = \"partner_names\"\nasked_if = \"has_partner\""),
    ("id = \"other_money\"", "id = \"other_money\"\nasked_if = \"!has_partner\""),
    ("min = 1\nmax = 1000000\noptional = true", "min = 1\nmax = 3"),
    ("id = \"ready_on\"", "id = \"project_title\""),
    ("[[activities.kinds]]\nid = \"training\"", "[[activities.kinds]]\nid = \"schooling\""),
    ("code = \"speaker_fees\"", "code = \"speakers\""),
    ("cap_cents = 1_500_000", "cap_cents = 1_400_000"),
    ("must_hold = \"is_local_government\"", "must_hold = \"is_local_government && population > 5\""),
    ("id = \"results\"", "id = \"outcomes\""),
    ("[[sections]]\nid = \"results\"", "[[section]]\nid = \"results\""),
    ("kind = \"choice\"", "kind = \"several\""),
];

/// Questions with what somebody may type, fitting or not.
const TYPED: &[(&str, &str)] = &[
    ("project_title", "Trade training for two"),
    ("project_title", "Short"),
    ("need_now", "Two people learn to host delegations."),
    ("staff_abroad", "2"),
    ("staff_abroad", "many"),
    ("contact_with_government", "Never"),
    ("contact_with_government", "Often"),
    ("skills", "Host a delegation"),
    ("keeping_skills", "They train others."),
    ("people_reached", "1200"),
    ("has_partner", "yes"),
    ("has_partner", "no"),
    ("partner_names", "Kraków"),
    ("other_money", ""),
    ("abilities", "Host a delegation"),
];

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// The city types.
    Types(usize),
    /// The fund publishes a version with these changes.
    Publishes(Vec<usize>),
    /// The city looks at its draft.
    Looks,
    /// The city asks to move.
    Moves,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0..TYPED.len()).prop_map(Step::Types),
        3 => prop::collection::vec(0..CHANGES.len(), 0..4).prop_map(Step::Publishes),
        1 => Just(Step::Looks),
        2 => Just(Step::Moves),
    ];
    prop::collection::vec(step, 1..12)
}

/// A city that writes, and the fund.
struct Ground<'a> {
    world: &'a World,
    fund: &'a Fund,
    id: Id<Application>,
    base: String,
    clerk: Browser,
}

/// The answers that are saved, as typed.
type Kept = BTreeMap<String, String>;

impl Ground<'_> {
    fn draft(&self) -> Draft {
        self.world.db.read(|conn| intake::draft(conn, self.id)).expect("a draft")
    }

    fn stands(&self) -> (String, Kept) {
        let draft = self.draft();
        let kept = draft.saved.iter().map(|(id, saved)| (id.clone(), saved.answer.typed())).collect();
        (draft.application.definition_sha256, kept)
    }

    fn in_force(&self) -> String {
        self.world.db.read(|conn| opportunity::opportunity(conn, self.fund.round)).expect("the round").definition_sha256
    }

    fn types(&self, (question, text): (&str, &str)) -> Result<(), TestCaseError> {
        let (sha256, before) = self.stands();
        let version = self.draft().saved.get(question).map_or(0, |saved| saved.version).to_string();
        let (status, told) = autosave(&self.clerk, &self.base, question, &[("answer", text), ("version", &version)]);
        prop_assert!([200, 403, 404, 409, 422].contains(&status), "{}: {} {}", question, status, told);
        let (now, after) = self.stands();
        prop_assert_eq!(now, sha256);
        let is_other = |(id, _): &(&String, &String)| *id != question;
        prop_assert!(before.iter().filter(is_other).eq(after.iter().filter(is_other)), "only {} was typed", question);
        Ok(())
    }

    fn publishes(&self, changes: &[usize]) -> Result<(), TestCaseError> {
        let text = changes.iter().fold(grant::ROUND.to_owned(), |text, n| text.replacen(CHANGES[*n].0, CHANGES[*n].1, 1));
        let before = self.stands();
        let published = self.world.db.write(|tx| process::import_round(tx, &self.fund.officer, "round.toml", &text).map(drop));
        if let Err(refused) = published {
            prop_assert!(refused.to_string().len() > 10, "{refused}");
        }
        prop_assert_eq!(self.stands(), before, "a version changes no draft");
        Ok(())
    }

    fn looks(&self) -> Result<(), TestCaseError> {
        let before = self.stands();
        for page in ["", "/check", "/version", "/questions/need_now", "/budget"] {
            let seen = self.clerk.get(&format!("{}{page}", self.base));
            prop_assert!([200, 404].contains(&seen.status), "{} {}", page, seen.status);
        }
        prop_assert_eq!(self.stands(), before);
        Ok(())
    }

    fn moves(&self) -> Result<(), TestCaseError> {
        let (before, kept) = self.stands();
        let page = self.clerk.get(&format!("{}/version", self.base));
        if page.says("Move to the newer version") {
            let moved = self.clerk.press(&page, "Move to the newer version", &[("move", "yes")]);
            prop_assert_eq!(moved.status, 200, "{}", moved.text());
            prop_assert!(before != self.in_force(), "there was something to move to");
            prop_assert_eq!(&self.stands().0, &self.in_force());
            // What stays was there before; whatever it became says as much as it did.
            let after = self.stands().1;
            prop_assert!(after.keys().all(|id| kept.contains_key(id)), "{:?} became {:?}", kept, after);
        } else {
            let is_newest = before == self.in_force();
            prop_assert!(is_newest || page.says("Before you can move"), "{}", page.text());
            prop_assert_eq!(self.stands(), (before, kept));
        }
        Ok(())
    }
}

fn begun<'a>(world: &'a World, fund: &'a Fund) -> Ground<'a> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let City { id: town, official } = city(world, &format!("Town{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    // A case begins on the round as it was written, whatever the one before made of it.
    world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", grant::ROUND).map(drop)).expect("sound");
    let started = world.db.write(|tx| process::start_case(tx, &official, fund.round, town)).expect("a draft");
    let base = format!("/portal/applications/{}", started.reference);
    Ground { world, fund, id: started.id, base, clerk: signed_in(world, &official) }
}

fn cases() -> u32 {
    if std::env::var("UDF_TEST_FULL").is_ok() { 300 } else { 15 }
}

#[test]
fn a_draft_stays_on_its_version_whatever_is_published_until_its_city_moves_it() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        proptest!(ProptestConfig { cases: cases(), max_shrink_iters: 60, ..ProptestConfig::with_source_file(file!()) }, |(steps in steps())| {
            let ground = begun(world, &fund);
            for step in &steps {
                match step {
                    Step::Types(n) => ground.types(TYPED[*n])?,
                    Step::Publishes(changes) => ground.publishes(changes)?,
                    Step::Looks => ground.looks()?,
                    Step::Moves => ground.moves()?,
                }
            }
            ground.looks()?;
        });
    });
}

/// The changes are of the round, so that they are tried.
#[test]
fn every_change_is_one_of_the_round() {
    for (from, _) in CHANGES {
        assert!(grant::ROUND.contains(from), "{from}");
    }
}
