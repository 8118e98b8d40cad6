//! Joint applications: a lead city names partners, each confirms its part by a link that opens only
//! that, and nothing is received while one has not confirmed what stands there now.

use crate::applying::home;
use crate::claims::{button, letters};
use crate::grant::{self, City, Fund, ROUND, fund, fund_of, signed_in, write_everything};
use crate::support::{Browser, Page, World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application, Certification, PartError, PartState, Partner, PartnerInput, SubmitError};
use urban_diplomacy_fund::kernel::{Id, Money, Subject};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::places;
use urban_diplomacy_fund::process::{self, Press, ProcessError};
use urban_diplomacy_fund::review::{self, AssignError};

pub const CONTACT: &str = "ines@sitka.example";
pub const STATEMENT: &str = "We take part as described and spend our share by the rules of the grant.";

/// The round of the other scenarios, in which a lead city may have two partners.
pub fn joint_round() -> String {
    ROUND.replace("\n[certification]", &format!("\n[joint]\nmax_partners = 2\nstatement = \"{STATEMENT}\"\n\n[certification]"))
}

/// The lead: a city of the register, with its official.
pub fn lead(world: &World) -> City {
    let elmira = grant::city(world, "Elmira");
    let place = place(world, "Elmira", "NY");
    use schema::organisations as o;
    let moved = world.db.write(|tx| {
        let row = diesel::update(o::table.find(elmira.id.text()));
        row.set((o::geoname_id.eq(place), o::state.eq("NY"))).execute(&mut **tx).map_err(Error::from)
    });
    moved.expect("it has its place");
    elmira
}

/// A complete draft that asks for $8,000.
pub fn draft(world: &World, fund: &Fund, city: &City) -> Id<Application> {
    let written = world.db.write(|tx| {
        let id = process::start_case(tx, &city.official, fund.round, city.id)?.id;
        write_everything(world, tx, &city.official, (id, 8_000));
        Ok::<_, ProcessError>(id)
    });
    written.expect("a draft")
}

pub fn portal(world: &World, id: Id<Application>) -> String {
    format!("/portal/applications/{}", world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference)
}

pub fn partner(world: &World, id: Id<Application>) -> Partner {
    world.db.read(|conn| intake::partners(conn, id)).expect("the partners").remove(0)
}

pub fn state(world: &World, id: Id<Application>) -> PartState {
    let draft = world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
    draft.part_state(&draft.partners[0])
}

pub const TYPED: &[(&str, &str)] =
    &[("contact_name", "Ines Diaz"), ("contact_email", CONTACT), ("part", "Sitka sends two planners to the course.")];

#[track_caller]
pub fn name_sitka(ada: &Browser, base: &str) -> Page {
    let page = ada.follow(&ada.get(&format!("{base}/partners")), "Name a city");
    let found = ada.get(&format!("{}?name=Sitka", home(&page)));
    let form = ada.follow(&found, "Sitka");
    ada.press(&form, "Name this partner", TYPED)
}

/// Puts a cost of so many dollars down to the partner, in the second row of the budget.
#[track_caller]
pub fn put_down(world: &World, ada: &Browser, base: &str, (id, dollars): (Id<Application>, &str)) -> Page {
    let partner = partner(world, id).id.text();
    let costs = ada.follow(&ada.get(&format!("{base}/budget")), "Protocol course");
    let typed = [("category_1", "travel"), ("what_1", "Flights from Sitka"), ("each_1", dollars), ("partner_1", partner.as_str())];
    ada.press(&costs, "Save and add up", &typed)
}

#[track_caller]
pub fn asked(world: &World, ada: &Browser, base: &str, label: &str) -> String {
    ada.press(&ada.get(&format!("{base}/partners")), label, &[]).must_be(200).must_say("A link is on its way");
    button(world, CONTACT, "Confirm the part of Sitka, AK")
}

pub const CONFIRM: &[(&str, &str)] = &[("reply_name", "Ines Diaz"), ("job_title", "City manager"), ("answer", "confirm"), ("agree", "yes")];

pub fn submits(world: &World, city: &City, id: Id<Application>) -> Result<(), ProcessError> {
    world.db.write(|tx| {
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: city.official.name.clone(), has_agreed: true, version };
        process::submit(tx, &city.official, id, &certification, &Press::default()).map(|_| ())
    })
}

#[track_caller]
fn is_blocked(world: &World, ada: &Browser, (city, id): (&City, Id<Application>), sentence: &str) {
    let base = portal(world, id);
    ada.get(&format!("{base}/check")).must_say("This is still missing").must_say(sentence);
    ada.get(&format!("{base}/certify")).must_say("This is still missing");
    let refused = submits(world, city, id);
    assert!(matches!(refused, Err(ProcessError::Submit(SubmitError::Incomplete(_)))), "{refused:?}");
}

#[test]
fn partners_confirm_their_part_before_anything_is_received() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        ada.get("/opportunities/training-and-conference-support-2027").must_say("A lead city can apply with up to 2 partners");
        ada.get(&base).must_say("Apply together with other cities").must_say("so far your city applies alone");
        ada.get(&format!("{base}/certify")).must_be(200).must_say("Certify and submit");

        // Naming: mistakes stand beside the field and keep what was typed.
        let form = ada.follow(&ada.get(&format!("{base}/partners/new?name=Sitka")), "Sitka");
        let typed = [("contact_name", "Ines Diaz"), ("contact_email", "no address"), ("part", "")];
        let wrong = ada.press(&form, "Name this partner", &typed);
        wrong.must_be(422).must_say("Enter an email address").must_say("Say in a sentence what this partner does.");
        assert!(wrong.body.contains("no address"), "what was typed stays");
        let own = ada.follow(&ada.get(&format!("{base}/partners/new?name=Elmira")), "Elmira");
        ada.press(&own, "Name this partner", TYPED).must_be(422).must_say("Elmira, NY is the lead city. Name another city.");
        name_sitka(&ada, &base).must_be(200).must_say("The partner is named.").must_say("Not asked yet");
        ada.press(&form, "Name this partner", TYPED).must_be(422).must_say("Sitka, AK is a partner of this application already.");
        is_blocked(world, &ada, (&elmira, id), "Ask Sitka, AK to confirm its part.");

        // The budget by city, to the cent.
        put_down(world, &ada, &base, (id, "1,000.01")).must_be(200).must_say("Budget by city").must_say("$1,000.01").must_say("$9,000.01");
        let whole = world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
        let cities = whole.by_city();
        assert_eq!(cities.iter().map(|c| c.asked.cents()).collect::<Vec<_>>(), [800_000, 100_001]);
        assert_eq!(Money::total(cities.iter().map(|c| c.asked)).expect("a sum"), whole.total());
        let costs = ada.follow(&ada.get(&format!("{base}/budget")), "Protocol course");
        let mut forged = costs.fill(Some("Save and add up"), &[]);
        forged.fields.iter_mut().filter(|(name, _)| name == "partner_0").for_each(|(_, value)| *value = "somebody".into());
        ada.send_form(&forged, &[]).must_be(422).must_say("Row 1: Choose a city of this application.");

        // The link opens the part and nothing else.
        let link = asked(world, &ada, &base, "Ask to confirm");
        is_blocked(world, &ada, (&elmira, id), "Sitka, AK has not confirmed its part yet.");
        let stranger = world.browser();
        let page = stranger.get(&link);
        page.must_be(200).must_say("Training and Conference Support 2027").must_say("Elmira, NY").must_say("Sitka sends two planners");
        page.must_say("Protocol course").must_say("$1,000.01").must_say(STATEMENT);
        assert_eq!(page.text().matches("Words that answer it.").count(), 1, "the title and no answer: {}", page.text());
        assert!(!page.says("$8,000.00") && !page.says("Cleo Clerk"), "{}", page.text());
        stranger.get("/portal").must_say("Sign in");
        stranger.get(&base).must_say("Sign in");
        let token = link.rsplit('/').next().expect("a token");
        stranger.get(&format!("/sign-in/link/{token}")).must_be(410);
        stranger.get(&format!("/link/sign/{token}")).must_be(404);
        stranger.get("/link/part/not-a-token").must_be(404);
        stranger.get(&format!("{link}/answered")).must_be(404);
        let kept = world.db.read(|conn| {
            let hashes: Vec<String> = schema::one_time_links::table.select(schema::one_time_links::token_hash).load(conn)?;
            Ok::<_, Error>((hashes, audit::list_for(conn, &Subject::new("application", id.text()), 200)?))
        });
        assert!(!format!("{:?}", kept.expect("what is kept")).contains(token), "no secret is kept in clear");

        // Mistakes, then the confirmation; a second press of the same button changes nothing.
        let said = stranger.press(&page, "Send the answer", &[("reply_name", ""), ("answer", "confirm")]);
        said.must_be(422).must_say("Enter a name.").must_say("Enter your job title.").must_say("Check the box to confirm the part.");
        let pressed = page.fill(Some("Send the answer"), CONFIRM);
        let done = stranger.send_form(&pressed, &[]);
        done.must_be(200).must_say("You confirmed the part").must_say("Ines Diaz, City manager");
        stranger.send_form(&pressed, &[]).must_be(200).must_say("You confirmed the part");
        stranger.get(&link).must_be(410);
        stranger.get(&done.path).must_be(200).must_say("You confirmed the part");
        assert_eq!(letters(world, &elmira.official.email, "Sitka, AK confirmed its part"), 1);
        ada.get(&format!("{base}/partners")).must_say("Confirmed by Ines Diaz, City manager");
        ada.get(&format!("{base}/certify")).must_be(200).must_say("Certify and submit");
        let changed = world.db.write(|tx| {
            let all = schema::partner_answers::table;
            diesel::update(all).set(schema::partner_answers::name.eq("Eve")).execute(&mut **tx).map_err(Error::from)
        });
        assert!(changed.is_err(), "what was confirmed never changes");

        after_the_confirmation(world, &ada, (&elmira, id), &fund);
    });
}

/// A change is not covered; the part is declined, the partner removed, a network confirms, all is received.
fn after_the_confirmation(world: &World, ada: &Browser, (elmira, id): (&City, Id<Application>), fund: &Fund) {
    let (base, stranger) = (portal(world, id), world.browser());
    let change = |part: &str| {
        let form = ada.follow(&ada.get(&format!("{base}/partners")), "Change part or contact");
        ada.press(&form, "Save", &[("part", part)]).must_be(200).must_say("The partner is saved.");
    };
    change("Sitka pays for everything.");
    assert_eq!(state(world, id), PartState::Changed);
    is_blocked(world, ada, (elmira, id), "The part of Sitka, AK was changed after it was confirmed. Ask Sitka, AK again.");
    change("Sitka sends two planners to the course.");
    assert_eq!(state(world, id), PartState::Confirmed, "what was confirmed stands there again");
    somebody_else_is_asked(world, ada, (elmira, id));
    put_down(world, ada, &base, (id, "1,200")).must_be(200);
    is_blocked(world, ada, (elmira, id), "was changed after it was confirmed");

    let first = asked(world, ada, &base, "Ask again");
    let second = asked(world, ada, &base, "Ask again");
    stranger.get(&first).must_be(410);
    let page = stranger.get(&second);
    page.must_be(200).must_say("$1,200.00");
    change("Sitka sends three planners.");
    let shown = stranger.press(&page, "Send the answer", CONFIRM);
    shown.must_be(422).must_say("The part was changed after you opened this page.").must_say("Sitka sends three planners.");
    let decline = [("reply_name", "Ines Diaz"), ("job_title", "City manager"), ("answer", "decline")];
    stranger.press(&shown, "Send the answer", &decline).must_be(422).must_say("Say why, so that the lead city knows");
    let decline = [&decline[..], &[("reason", "We have two planners.")]].concat();
    stranger.press(&shown, "Send the answer", &decline).must_be(200).must_say("You declined the part");
    assert_eq!(letters(world, &elmira.official.email, "We have two planners."), 1);
    is_blocked(world, ada, (elmira, id), "Sitka, AK declined its part.");

    // Removing says what becomes of the costs; a link that is open ends.
    let third = asked(world, ada, &base, "Ask again");
    let remove = ada.follow(&ada.get(&format!("{base}/partners")), "Remove this partner");
    remove.must_say("1 cost, $1,200.00 asked for, is put down to it and goes back to Elmira, NY.");
    ada.press(&remove, "Remove this partner", &[]).must_be(422).must_say("Say why");
    ada.press(&remove, "Remove this partner", &[("reason", "They have no time.")]).must_be(200).must_say("applies alone so far");
    stranger.get(&third).must_be(410);
    let whole = world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
    assert_eq!((whole.by_city().len(), whole.by_city()[0].asked), (1, whole.total()), "its costs went back");

    let network = ada.get(&format!("{base}/partners/new/network"));
    let typed = [&[("name", "Network of River Towns")][..], TYPED].concat();
    ada.press(&network, "Name this partner", &typed).must_be(200);
    ada.press(&ada.get(&format!("{base}/partners")), "Ask to confirm", &[]).must_be(200);
    let link = button(world, CONTACT, "Confirm the part of Network of River Towns");
    stranger.press(&stranger.get(&link), "Send the answer", CONFIRM).must_be(200);
    let certify = ada.get(&format!("{base}/certify"));
    let receipt = ada.press(&certify, "Certify and submit", &[("typed_name", &elmira.official.name), ("agree", "yes")]);
    receipt.must_be(200).must_say("Network of River Towns").must_say("Confirmed by Ines Diaz").must_say("Budget by city");
    assert_eq!(letters(world, &elmira.official.email, "Together with: Network of River Towns"), 1);
    let sent = world.db.read(|conn| intake::latest_submission(conn, id)).expect("it was received");
    let received = sent.received().expect("readable");
    assert_eq!(received.partners.len(), 1);
    assert_eq!(received.partners[0].confirmed_by, "Ines Diaz, City manager");
    assert!(!sent.document.contains(CONTACT), "the document holds no address");
    signed_in(world, &fund.officer)
        .get(&base.replace("/portal/", "/desk/"))
        .must_be(200)
        .must_say("Network of River Towns")
        .must_say("Budget by city");
    ada.get(&format!("{base}/partners")).must_be(200).must_say("Network of River Towns");
    let closed = ada.post(&format!("{base}/partners/new/network"), &[("name", "Too late")]);
    assert!(closed.status >= 400, "{}", closed.status);
}

/// Who is asked belongs to what was confirmed, and a lead city does not ask itself.
fn somebody_else_is_asked(world: &World, ada: &Browser, (elmira, id): (&City, Id<Application>)) {
    let base = portal(world, id);
    let form = ada.follow(&ada.get(&format!("{base}/partners")), "Change part or contact");
    let own = elmira.official.email.to_uppercase();
    ada.press(&form, "Save", &[("contact_email", &own)]).must_be(422).must_say("A partner answers for itself");
    let save = |email: &str| {
        let form = ada.follow(&ada.get(&format!("{base}/partners")), "Change part or contact");
        ada.press(&form, "Save", &[("contact_email", email)]).must_be(200);
    };
    save("mayor@sitka.example");
    assert_eq!(state(world, id), PartState::Changed, "another contact has confirmed nothing");
    is_blocked(world, ada, (elmira, id), "The part of Sitka, AK was changed after it was confirmed.");
    assert_eq!(letters(world, CONTACT, "asks somebody else now about the part of Sitka, AK"), 1);
    save(CONTACT);
    assert_eq!(state(world, id), PartState::Confirmed);
}

pub fn place(world: &World, name: &str, state: &str) -> i64 {
    world.db.read(|conn| places::search(conn, &places::Wish::parse(name, state))).expect("the register")[0].geoname_id
}

pub fn input(name: &str) -> PartnerInput {
    PartnerInput { name: name.into(), contact_name: "Ines".into(), contact_email: CONTACT.into(), part: "Takes part.".into() }
}

#[test]
fn there_are_so_many_partners_and_letters_and_no_reviewer_of_a_partner() {
    on_both(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let who = &elmira.official;
        let place = place(world, "Sitka", "AK");
        let add = |place, name: &str| world.db.write(|tx| intake::add_partner(tx, who, id, place, &input(name)));
        let first = add(Some(place), "").expect("a partner");
        add(None, "River Towns").expect("a network");
        let third = add(None, "Hill Towns");
        assert!(format!("{third:?}").contains("takes 2 partners at most"), "{third:?}");

        // In another application the same city may be a partner too.
        let madison = grant::city(world, "Madison");
        let other = draft(world, &fund, &madison);
        world.db.write(|tx| intake::add_partner(tx, &madison.official, other, Some(place), &input(""))).expect("a partner there as well");

        // Whoever belongs to a partner city does not review.
        let rita = fund.reviewers[0].account.expect("an account");
        let city = world.city("Sitka, AK");
        let assigns = |account| {
            world.db.write(|tx| {
                let about = process::about(tx, id)?;
                review::assign(tx, &fund.officer, &about, &[account], None)
            })
        };
        world.db.write(|tx| membership::grant(tx, &Actor::system(), city, rita, CityRole::Viewer)).expect("a membership");
        let refused: Result<_, AssignError> = assigns(rita);
        assert!(format!("{refused:?}").contains("belongs to a city that applies"), "{refused:?}");
        assigns(fund.reviewers[1].account.expect("an account")).expect("somebody else does");

        // Somebody of another city sees nothing of it and asks nobody.
        let stranger = world.citizen("Eve", "Sitka, AK", CityRole::Preparer);
        let eve = world.actor(&stranger);
        let asks = world.db.write(|tx| intake::ask_partner(tx, &eve, first));
        assert!(matches!(asks, Err(PartError::Db(Error::Missing))), "{asks:?}");
        for _ in 0..50 {
            world.db.write(|tx| intake::ask_partner(tx, who, first)).expect("a letter");
        }
        let more = world.db.write(|tx| intake::ask_partner(tx, who, first));
        assert!(matches!(more, Err(PartError::TooMany)), "{more:?}");
        let partners = world.db.read(|conn| intake::partners(conn, id)).expect("the partners");
        assert_eq!(partners.iter().find(|partner| partner.id == first).expect("it is there").asked_n, 50);
    });
}

#[test]
fn where_a_round_does_not_allow_it_nobody_is_named() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        assert!(!ada.get(&base).says("Apply together with other cities"));
        ada.get(&format!("{base}/partners")).must_be(404);
        let refused = world.db.write(|tx| intake::add_partner(tx, &elmira.official, id, None, &input("River Towns")));
        assert!(format!("{refused:?}").contains("Cities cannot apply together in this round."), "{refused:?}");
    });
}

#[test]
fn the_terms_of_a_joint_round_are_checked_and_compared() {
    let sound = opportunity::read("round.toml", &joint_round()).expect("sound");
    let none = opportunity::read("round.toml", &joint_round().replace("max_partners = 2", "max_partners = 0"));
    assert!(none.is_err_and(|e| e.to_string().contains("Between 1 and 20 partners")));
    let silent = opportunity::read("round.toml", &joint_round().replace(STATEMENT, ""));
    assert!(silent.is_err_and(|e| e.to_string().contains("Say what a partner confirms")));
    let mut more = sound.clone();
    more.joint.as_mut().expect("allowed").max_partners = 3;
    let told = opportunity::differences(&sound, &more);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].part.as_str(), told[0].before.as_deref(), told[0].now.as_deref()),
        ("Joint applications: most partners", Some("2"), Some("3"))
    );
}
