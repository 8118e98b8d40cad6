//! An officer changes in place what a form says and demands beside its questions: certification, rules, columns, anchors;
//! and moves a question into another section.

use crate::grant::{city, fund_of};
use crate::support::{Browser, Page, Person, World, on_both};
use urban_diplomacy_fund::opportunity::{self, Definition};
use urban_diplomacy_fund::people::FundRole;

const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");
const SLUG: &str = "city-engagement-grants-2027";

fn at(page: &str) -> String {
    format!("/desk/opportunities/{SLUG}/revision/{page}")
}

fn begun(world: &World) -> Person {
    fund_of(world, ROUND, 100_000);
    city(world, "Madison");
    let officer = world.staff("Oscar", FundRole::ProgramOfficer);
    let show = officer.get(&format!("/desk/opportunities/{SLUG}"));
    officer.press(&show, "Change this opportunity", &[]).must_be(200);
    officer
}

fn next(world: &World) -> Definition {
    let revision = world.db.read(|conn| opportunity::find_revision(conn, SLUG)).expect("read").expect("a revision");
    opportunity::read("revision", &revision.toml).expect("a revision is sound")
}

fn save(officer: &Browser, page: &str, typed: &[(&str, &str)]) -> Page {
    officer.press(&officer.get(&at(page)), "Save", typed)
}

#[test]
fn the_words_of_certification_rules_columns_and_anchors_are_changed_in_place() {
    on_both(|world| {
        let oscar = begun(world);
        let form = oscar.get(&at("form"));
        let certify = oscar.follow(&form, "Certification by the official");
        oscar.press(&certify, "Save", &[("statements", "")]).must_be(422).must_say("Write something here.");
        let typed =
            [("effect", "You apply for your city."), ("statements", "I may sign.\n\n  All of it is true. "), ("agree", "I certify it.")];
        oscar.press(&certify, "Save", &typed).must_be(200).must_say("Your changes are saved.");
        let d = next(world);
        assert_eq!(d.certification.statements, ["I may sign.", "All of it is true."]);
        assert_eq!((d.certification.effect.as_str(), d.certification.agree.as_str()), ("You apply for your city.", "I certify it."));

        save(&oscar, "texts/rule-0", &[("message", "Add the resolution.")]).must_be(200);
        save(&oscar, "texts/budget-rule-0", &[("message", "Lower the overhead."), ("explanation", "")]).must_be(200);
        save(&oscar, "texts/partner_shares", &[("partner-label", "Who"), ("value-label", "What it is worth")]).must_be(200);
        save(&oscar, "texts/the-activities", &[("intro", "Add each activity.")]).must_be(200);
        let few = save(&oscar, "texts/need_and_fit", &[("anchors", "None.\nSome.")]);
        few.must_be(422);
        assert_eq!(few.one("textarea[name=anchors]"), "None. Some.", "what was typed stays");
        save(&oscar, "texts/need_and_fit", &[("anchors", "None.\nLittle.\nSome.\nMuch.\nAll.")]).must_be(200);
        let d = next(world);
        assert_eq!(d.rules[0].message, "Add the resolution.");
        assert_eq!((d.budget.rules[0].message.as_str(), &d.budget.rules[0].explanation), ("Lower the overhead.", &None));
        let columns: Vec<&str> = d.question("partner_shares").expect("a table").columns.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(columns, ["Who", "Country", "What it brings", "What it is worth"]);
        assert_eq!(d.rubric.criteria[0].anchors, ["None.", "Little.", "Some.", "Much.", "All."]);
        assert_eq!(d.activities.intro, "Add each activity.");
    });
}

#[test]
fn rules_and_the_amounts_in_them_are_changed_in_place() {
    on_both(|world| {
        let oscar = begun(world);
        let rule = oscar.get(&at("answers/rule-0"));
        rule.must_say("What is asked for in all").must_say("over_25000");
        let wrong = oscar.press(&rule, "Save", &[("must_hold", "total <= money(\"30,000\") || no_such_thing")]);
        wrong.must_be(422);
        assert!(wrong.one("#must_hold-error").contains("no_such_thing"));
        oscar.press(&wrong, "Save", &[("must_hold", "total <= money(\"30,000\") || over_25000")]).must_be(200);
        let budget = oscar.get(&at("answers/budget-rule-0"));
        budget.must_say("What the city pays itself").must_say("Indirect costs");
        assert!(!budget.says("over_25000"), "no answer counts there");
        let wrong = oscar.press(&budget, "Save", &[("must_hold", "over_25000")]);
        wrong.must_be(422);
        assert!(wrong.one("#must_hold-error").contains("over_25000"));
        oscar.press(&budget, "Save", &[("must_hold", "indirect <= money(\"2,500\")")]).must_be(200);
        save(&oscar, "answers/the-activities", &[("max", "201")]).must_be(422).must_say("200 at most");
        save(&oscar, "answers/the-activities", &[("min", "2"), ("max", "200")]).must_be(200);
        let d = next(world);
        assert_eq!(d.rules[0].must_hold.text(), "total <= money(\"30,000\") || over_25000");
        assert_eq!(d.budget.rules[0].must_hold.text(), "indirect <= money(\"2,500\")");
        assert_eq!((d.activities.min, d.activities.max), (2, 200));
    });
}

#[test]
fn a_question_moves_into_the_section_beside() {
    on_both(|world| {
        let oscar = begun(world);
        let ids = |d: &Definition, s: usize| d.sections[s].questions.iter().map(|q| q.id.clone()).collect::<Vec<_>>();
        let before = next(world);
        let press = |label: &str, upper: &str| {
            let form = oscar.get(&at("form"));
            let button = format!("button[aria-label=\"{label}\"][value=\"{upper}\"]");
            assert_eq!(form.all(&button).len(), 1, "{button}");
            oscar.press(&form, label, &[])
        };
        press("Move “What will be different for your city afterwards?” up", "across/1/up").must_be(200);
        let d = next(world);
        assert_eq!(ids(&d, 0).last().map(String::as_str), Some("skills"));
        assert_eq!(ids(&d, 1), ["keeping_skills", "people_reached"]);
        press("Move “What will be different for your city afterwards?” down", "across/0/down").must_be(200);
        assert_eq!(next(world), before);
        // There is nothing before the first section.
        let page = oscar.get(&at("form"));
        let mut filled = page.fill(Some("Move “What is the name of your plan?” down"), &[]);
        filled.fields.retain(|(name, _)| name != "move");
        filled.fields.push(("move".into(), "across/0/up".into()));
        oscar.send_form(&filled, &[]).must_be(400);
        assert_eq!(next(world), before);
    });
}
