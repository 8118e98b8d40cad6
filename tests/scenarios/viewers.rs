//! A viewer reads and changes nothing: whoever posts straight to any route by which a city writes,
//! without the page that offers it, is refused; also when they write for another city.

use crate::applying::preparer;
use crate::grant::{City, application, city, fund, ready, signed_in};
use crate::standard_way::number;
use crate::support::{Browser, Page, Person, World, multipart, on_both_with_its_own_mail, samples};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::web::Access;
use urban_diplomacy_fund::web::routes::{self, Route};

/// What is no write for a city that one belongs to: registering another one, and asking to join.
const OWN: &[&str] = &["/portal/cities/new/{place}", "/portal/cities/{city}/join"];
/// What changes nothing of the city: what would be asked, and the figures that everybody of it may take out.
const READS: [&str; 2] = ["/portal/applications/{reference}/questions/{question}/asked", "/portal/spending/export"];

/// The routes by which the people of a city write.
fn writes() -> Vec<Route> {
    let is_write = |route: &Route| {
        route.path.starts_with("/portal/")
            && !route.method.is_safe()
            && matches!(route.access, Access::City(_) | Access::Applying(_) | Access::SignedIn)
            && !OWN.contains(&route.path)
            && !READS.contains(&route.path)
    };
    routes::all().into_iter().filter(is_write).collect()
}

/// Madison with a draft, what was received, and an award that is offered.
struct Ground {
    madison: City,
    draft: Id<Application>,
    received: Id<Application>,
    references: [String; 3],
    activity: String,
    clerk: Id<urban_diplomacy_fund::people::Account>,
}

fn ground(world: &World) -> Ground {
    let fund = fund(world, 100_000);
    let madison = city(world, "Madison");
    let offered = ready(world, &fund, &madison, 8_000);
    world
        .db
        .write(|tx| process::recommend(tx, &fund.officer, offered, &crate::grant::proposal(8_000), &Press::default()).map(drop))
        .expect("recommended");
    let digest = crate::grant::digest(world, &fund.approver, offered);
    world.db.write(|tx| process::approve(tx, &fund.approver, offered, (&digest, ""), &crate::grant::fresh()).map(drop)).expect("approved");
    let received = application(world, &fund, &madison, 6_000);
    preparer(world, &madison, "Clara");
    let clerk = world.person("Carl Clerk");
    let draft = world.db.write(|tx| {
        membership::grant(tx, &Actor::system(), madison.id, clerk.account, CityRole::Preparer).expect("a role");
        let id = process::start_case(tx, &madison.official, fund.round, madison.id).expect("a draft").id;
        crate::grant::write_everything(world, tx, &madison.official, (id, 7_000));
        Ok::<_, Error>(id)
    });
    let draft = draft.expect("a draft");
    let activity = world.db.read(|conn| intake::activities(conn, draft)).expect("a plan")[0].id.text();
    let references = [draft, received, offered].map(|id| number(world, id));
    Ground { madison, draft, received, references, activity, clerk: clerk.account }
}

/// Everything that a write could have changed.
fn state(world: &World) -> Vec<String> {
    use schema::{applications as a, attachments as f, audit_events as e, awards as w, memberships as m, one_time_links as l};
    let read = world.db.read(|conn| {
        let versions: Vec<(String, i64)> = a::table.order(a::id).select((a::id, a::version)).load(conn)?;
        let members: Vec<(String, String, String)> =
            m::table.order((m::account_id, m::organisation_id, m::role)).select((m::account_id, m::organisation_id, m::role)).load(conn)?;
        let counts: [i64; 4] = [
            f::table.count().get_result(conn)?,
            e::table.count().get_result(conn)?,
            w::table.count().get_result(conn)?,
            l::table.count().get_result(conn)?,
        ];
        Ok::<_, Error>(vec![format!("{versions:?}"), format!("{members:?}"), format!("{counts:?}")])
    });
    read.expect("a state")
}

/// The route with what there is in Madison in place of its parameters.
fn filled(ground: &Ground, route: &Route, reference: &str) -> String {
    let nothing = "00000000-0000-7000-8000-000000000000";
    let mut path = route.path.to_owned();
    for (parameter, value) in [
        ("{reference}", reference),
        ("{from}", &ground.references[1]),
        ("{activity}", &ground.activity),
        ("{sheet}", "costs"),
        ("{question}", "need_now"),
        ("{slot}", "quote"),
        ("{city}", &ground.madison.id.text()),
        ("{slug}", crate::applying::ROUND),
        ("{place}", "network"),
        ("{partner}", nothing),
        ("{naming}", nothing),
        ("{id}", nothing),
        ("{n}", "1"),
        ("{kind}", "extension"),
    ] {
        path = path.replace(parameter, value);
    }
    assert!(!path.contains('{'), "{path}: say what stands in place of the parameter");
    path
}

/// Posts what each form could hold, with a file where one is taken.
fn posted(ground: &Ground, who: &Browser, path: &str, n: usize) -> Page {
    let clerk = ground.clerk.text();
    let received = ground.received.text();
    let (key, member, city) = (format!("forged-{n}"), format!("{clerk}/preparer"), ground.madison.id.text());
    let form = [
        ("idempotency_key", key.as_str()),
        ("version", "1"),
        ("answer", "Words of a viewer."),
        ("reason", "Because a viewer says so."),
        ("typed_name", "Vi Viewer"),
        ("agree", "yes"),
        ("has_authority", "yes"),
        ("kind", "training"),
        ("title", "A course"),
        ("place", "Lyon"),
        ("country", "France"),
        ("starts_on_month", "5"),
        ("starts_on_day", "10"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "5"),
        ("ends_on_day", "12"),
        ("ends_on_year", "2027"),
        ("name_0", "Vi"),
        ("job_0", "Viewer"),
        ("standing_0", "career"),
        ("category_0", "travel"),
        ("what_0", "Flights"),
        ("each_0", "100"),
        ("name", "Vi Viewer"),
        ("email", "vi@people.example"),
        ("job_title", "Viewer"),
        ("official_name", "Vi Viewer"),
        ("official_email", "vi@people.example"),
        ("role", "preparer"),
        ("person", &clerk),
        ("refused", &clerk),
        ("admit_role", "preparer"),
        ("member", &member),
        ("city", &city),
        ("contact_name", "Vi"),
        ("contact_email", "vi@people.example"),
        ("part", "Takes part."),
        ("from", &received),
        ("mailbox", "vi@cityofmadison.com"),
    ];
    let fields: Vec<(String, String)> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let takes_file = path.contains("/attachments/quote") || path.ends_with("/claim/letter");
    let scan = samples::pdf("Forged");
    let (kind, body) = if takes_file {
        multipart(&fields, &[("quote", "forged.pdf", &scan), ("letter", "forged.pdf", &scan)])
    } else {
        return who.post(path, &form);
    };
    who.post_bytes(path, &kind, body)
}

fn refused_everywhere(world: &World, ground: &Ground, who: &Browser, told: &str) {
    let before = state(world);
    let mut n = 0;
    for route in writes() {
        let named = if route.path.contains("{reference}") { &ground.references[..] } else { &ground.references[..1] };
        for reference in named {
            let path = filled(ground, &route, reference);
            n += 1;
            let answer = posted(ground, who, &path, n);
            assert!([403, 404, 409].contains(&answer.status), "{told} {path}: {}\n{}", answer.status, answer.text());
        }
        assert_eq!(state(world), before, "{told} changed something by {}", route.path);
    }
    assert!(n > 60, "only {n} tries");
}

fn viewer(world: &World, ground: &Ground) -> Person {
    let vi = world.person("Vi Viewer");
    world.db.write(|tx| membership::grant(tx, &Actor::system(), ground.madison.id, vi.account, CityRole::Viewer)).expect("a role");
    world.sign_in(&vi);
    vi
}

#[test]
fn a_viewer_who_posts_directly_is_refused_everywhere() {
    on_both_with_its_own_mail(|world| {
        let ground = ground(world);
        let vi = viewer(world, &ground);
        vi.get(&format!("/portal/applications/{}/check", ground.references[0])).must_be(200).must_say("Protocol course");
        refused_everywhere(world, &ground, &vi, "a viewer");
        let found = world.db.read(|conn| intake::draft(conn, ground.draft)).expect("the draft");
        assert!(!format!("{:?}", found.saved).contains("Words of a viewer."));
    });
}

#[test]
fn whoever_writes_for_another_city_is_still_a_viewer_here() {
    on_both_with_its_own_mail(|world| {
        let ground = ground(world);
        let vi = viewer(world, &ground);
        let monona = city(world, "Monona");
        for role in [CityRole::Preparer, CityRole::AuthorizedOfficial] {
            world.db.write(|tx| membership::grant(tx, &Actor::system(), monona.id, vi.account, role)).expect("a role");
        }
        world.sign_in(&vi);
        vi.get("/portal").must_say("Monona, WI").must_say("Madison, WI");
        refused_everywhere(world, &ground, &vi, "a viewer of this city who signs for another");
        // Nor is it said that they write here, by whichever address they came.
        let draft = format!("/portal/applications/{}", ground.references[0]);
        for page in ["activities", "activities/new", "attachments", "questions/need_now"] {
            vi.get(&format!("{draft}/{page}"));
            let seen = signed_in(world, &ground.madison.official).get(&format!("{draft}/{page}"));
            assert!(!seen.must_be(200).says("Vi Viewer is editing"), "{page}");
        }
    });
}
