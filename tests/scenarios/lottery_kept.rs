//! What of a draw by lot stays as it was announced, whoever tries, and whom it is kept from.

use crate::grant::{Fund, application, city, fund_of, screened, signed_in};
use crate::lottery::{
    AFTER, BEFORE, INSTANT, NUMBER, PATH, RANKING, SLUG, SOURCE, announces, by_command, equal, fact, hired, number, review_by, with_lottery,
};
use crate::support::{World, on_both};
use diesel::prelude::*;
use std::sync::Arc;
use urban_diplomacy_fund::db::{Db, Error};
use urban_diplomacy_fund::kernel::{Kind, Refusal, Timestamp};
use urban_diplomacy_fund::lottery::{self, AnnounceError, Band, Draw, DrawLotsError, Typed, Wish};
use urban_diplomacy_fund::people::{Actor, FundRole, account, identity};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::reporting::ranking::{self, Scope};
use urban_diplomacy_fund::review;
use urban_diplomacy_fund::vault::Vault;

/// What an operation needs, and what threads may share.
struct Ground {
    db: Db,
    vault: Arc<Vault>,
}

impl Ground {
    fn of(world: &World) -> Self {
        Self { db: world.db.clone(), vault: world.app.vault.clone() }
    }

    fn band(&self, who: &Actor) -> Band {
        let now = self.db.clock().now();
        let round = self.db.read(|conn| ranking::read(conn, who, (SLUG, now), Scope::Open)).expect("a ranking");
        lottery::band(&round, &round.evaluate().expect("evaluated")).expect("a band")
    }

    fn announce(&self, who: &Actor) -> Result<Draw, AnnounceError> {
        let band = self.band(who);
        let wish = Wish {
            many: "money".into(),
            count: String::new(),
            source: SOURCE.into(),
            public_at: Ok(Timestamp::parse(INSTANT).expect("an instant")),
            reason: String::new(),
            seen: band.ranking_sha256.clone(),
        };
        self.db.write(|tx| lottery::announce(tx, &self.vault, who, SLUG, (&band, &wish)))
    }

    fn draw(&self, who: &Actor, of: &Draw) -> Result<(), DrawLotsError> {
        self.db.write(|tx| lottery::draw_lots(tx, &self.vault, who, of.id, &typed()))
    }
}

fn typed() -> Typed {
    Typed { number: "9f3c00".into(), again: "9f3c00".into(), origin: "https://api.drand.sh".into(), has_confirmed: true }
}

/// Both at the same moment: what came of each.
fn at_once<T: Send, E: Send>(one: impl FnOnce() -> Result<T, E> + Send, two: impl FnOnce() -> Result<T, E> + Send) -> [Result<T, E>; 2] {
    std::thread::scope(|scope| {
        let (one, two) = (scope.spawn(one), scope.spawn(two));
        [one.join().expect("it ends"), two.join().expect("it ends")]
    })
}

/// Tries to change rows past the program; what the database says.
fn tampered(world: &World, sql: &str) -> Error {
    let run = world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
    run.expect_err(sql)
}

#[test]
fn c11_of_two_at_once_one_is_first_and_no_row_ever_changes() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        equal(world, &fund);
        let ground = Ground::of(world);
        let (officer, chair) = (&fund.officer, &hired(world, "Cora", &[FundRole::Chair]));
        let announced = at_once(|| ground.announce(officer), || ground.announce(chair));
        assert_eq!(announced.iter().filter(|one| one.is_ok()).count(), 1, "{announced:?}");
        let lost = announced.iter().find_map(|one| one.as_ref().err()).expect("one was second");
        assert!(matches!(lost, AnnounceError::Open), "{lost:?}");
        let made = announced.into_iter().find_map(Result::ok).expect("one was first");
        assert!(made.at < made.public.at, "the commitment is older than the number");

        let other = if made.by == officer.account.expect("an account") { chair } else { officer };
        let end = |by: &Actor, at: &str| {
            let by = by.account.expect("an account");
            let columns = "draw_id, outcome, reason, number, origin, secret, record, chosen, ended_by, ended_by_name, ended_at";
            format!(
                "INSERT INTO lottery_ends ({columns}) VALUES ('{}', 'drawn', '', '1', 'x', 'x', '{{}}', 0, '{by}', 'X', '{at}')",
                made.id
            )
        };
        let preparer = if other.account == officer.account { chair } else { officer };
        for sql in [
            "UPDATE lottery_draws SET source = 'x'".to_owned(),
            "UPDATE lottery_draws SET commitment = 'x'".to_owned(),
            "DELETE FROM lottery_draws".to_owned(),
            "UPDATE lottery_lots SET reference = 'x'".to_owned(),
            "DELETE FROM lottery_lots WHERE place = 1".to_owned(),
            format!("INSERT INTO lottery_lots SELECT draw_id, 9, id, 'x', 0 FROM lottery_lots, applications WHERE draw_id = '{}'", made.id),
            end(other, "2027-03-02 13:59:59"),
            end(preparer, "2027-03-02 14:00:01"),
        ] {
            let refused = tampered(world, &sql);
            assert!(matches!(refused, Error::Guard(_) | Error::Broken(_)), "{sql}: {refused:?}");
        }

        world.at(BEFORE);
        assert!(matches!(ground.draw(other, &made), Err(DrawLotsError::TooEarly)));
        world.at(INSTANT);
        assert!(matches!(ground.draw(preparer, &made), Err(DrawLotsError::SamePerson)));
        let drawn = at_once(|| ground.draw(other, &made), || ground.draw(&fund.both, &made));
        assert_eq!(drawn.iter().filter(|one| one.is_ok()).count(), 1, "{drawn:?}");
        assert!(drawn.iter().filter_map(|one| one.as_ref().err()).all(|e| e.kind() == Kind::Conflict), "{drawn:?}");
        for sql in ["UPDATE lottery_ends SET record = '{}'", "DELETE FROM lottery_ends"] {
            tampered(world, sql);
        }
    });
}

#[test]
fn two_accounts_of_one_person_are_one_and_a_lost_key_draws_nothing() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        equal(world, &fund);
        let ground = Ground::of(world);
        let made = ground.announce(&fund.officer).expect("a draw");
        world.at(INSTANT);
        let (admin, again) = (hired(world, "Addie", &[FundRole::Administrator]), hired(world, "Olive-again", &[FundRole::ProgramOfficer]));
        let (account, first) = (again.account.expect("an account"), fund.officer.account.expect("an account"));
        world.db.write(|tx| identity::join(tx, &admin, account, first)).expect("they are one");
        assert!(matches!(ground.draw(&again, &made), Err(DrawLotsError::SamePerson)));
        // The secret does not open with another key: nothing is drawn, and the draw can still be called off.
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = world.app.settings.vault.clone();
        settings.key_path = folder.path().join("other.key").display().to_string();
        let other = Vault::from_settings(&settings).expect("another key");
        let drawn = world.db.write(|tx| lottery::draw_lots(tx, &other, &fund.both, made.id, &typed()));
        assert!(matches!(drawn, Err(DrawLotsError::Tampered(_))), "{drawn:?}");
        world.db.write(|tx| lottery::cancel(tx, &other, &fund.both, made.id, "The key is lost.")).expect("called off");
        let page = world.browser().get(&format!("/draws/{}", made.id));
        page.must_say("The key is lost.");
        assert!(page.all("dt").iter().all(|key| key != "The secret"), "there is none to show");
    });
}

#[test]
fn the_pool_stays_whatever_changes_in_the_ranking() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        // Equal means of scores that differ, so that one score more leaves them as close as they are.
        let ids = [("Madison", [3, 4, 3]), ("Monona", [4, 3, 3]), ("Verona", [3, 3, 4])].map(|(name, scores)| {
            let id = application(world, &fund, &city(world, name), 6_000);
            screened(world, &fund, id);
            for (reviewer, score) in fund.reviewers.iter().zip(scores) {
                review_by(world, &fund, id, (reviewer, score));
            }
            id
        });
        world.at(AFTER);
        let (olive, boris) = (signed_in(world, &fund.officer), signed_in(world, &fund.both));
        let form = olive.get(PATH);
        // Another score between the look and the press: the pool that was looked at is not announced.
        review_by(world, &fund, ids[2], (&hired(world, "Rex", &[FundRole::Reviewer]), 3));
        let values = [
            ("many", "count"),
            ("count", "1"),
            ("source", SOURCE),
            ("on_month", "3"),
            ("on_day", "2"),
            ("on_year", "2027"),
            ("at", "9:00 AM"),
        ];
        let changed = olive.press(&form, "Announce the draw", &values);
        changed.must_be(422).must_say("The ranking changed since you looked at this pool.");
        olive.press(&changed, "Announce the draw", &values).must_be(200);
        let href = olive.get(PATH).link("as everybody sees it");
        let before = world.browser().get(&format!("{href}/pool.txt")).body;
        assert!(!olive.get(PATH).says("The ranking has changed since"), "it is the ranking of the pool");
        review_by(world, &fund, ids[0], (&hired(world, "Rae", &[FundRole::Reviewer]), 4));
        olive.get(PATH).must_say("The ranking has changed since this pool was announced. The pool stays as it is");
        world.at(INSTANT);
        boris.press(&boris.get(PATH), "Make the draw", &NUMBER).must_be(200);
        let page = world.browser().get(&href);
        assert_eq!(world.browser().get(&format!("{href}/pool.txt")).body, before);
        assert!(by_command(world, &href, &fact(&page, "Drawing again gives the same"), |text| text).0);
    });
}

fn letters(world: &World, fund: &Fund, who: &Actor) -> usize {
    let all = world.mail_to(&who.email);
    let told = all.iter().filter(|letter| letter.subject_line.contains("draw by lot")).count();
    assert!(world.mail_to(&fund.approver.email).iter().any(|letter| letter.subject_line.contains("draw by lot")), "others are told");
    told
}

#[test]
fn whoever_has_a_conflict_finds_no_draw_on_the_desk_and_whoever_owes_a_review_prepares_none() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        let ids = equal(world, &fund);
        let walled = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, ids[1], "My sister works there.")).expect("recorded");
        let wanda = signed_in(world, &walled);
        let nothing = || {
            wanda.get(PATH).must_be(404);
            let ranking = wanda.get(RANKING);
            assert!(!ranking.says("by lot") && !ranking.says(&number(world, ids[1])), "{}", ranking.text());
            for step in ["announce", "draw", "cancel"] {
                wanda.post(&format!("{PATH}/{step}"), &NUMBER).must_be(404);
            }
        };
        nothing();
        // A chair who owes a review does not see all scores, and so not whom the line cuts.
        let chair = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let about = world.db.read(|conn| process::about(conn, ids[0])).expect("a case");
        let account = chair.account.expect("an account");
        let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task")[0];
        let clay = signed_in(world, &chair);
        clay.get(PATH).must_be(200).must_say("You review in this round yourself and do not see all of its scores yet");
        clay.post(&format!("{PATH}/announce"), &[("seen", "x")]).must_be(409).must_say("You review in this round yourself");
        world.db.write(|tx| review::remove(tx, &fund.officer, &about, task, "Enough reviews are in.")).expect("taken off");

        let olive = signed_in(world, &fund.officer);
        let href = announces(&olive, &[]);
        nothing();
        assert_eq!((letters(world, &fund, &walled), letters(world, &fund, &fund.both)), (0, 1));
        // What is published is for everybody.
        wanda.get(&href).must_be(200).must_say(&number(world, ids[1]));
        let id = href.rsplit('/').next().expect("a number").to_owned();
        world.at(INSTANT);
        let now = world.db.read(|conn| account::actor(conn, walled.account.expect("an account"))).expect("somebody");
        let vault = world.app.vault.clone();
        let refused = world.db.write(|tx| lottery::draw_lots(tx, &vault, &now, id.parse().expect("a number"), &typed()));
        assert!(matches!(&refused, Err(e) if e.kind() == Kind::Missing), "{refused:?}");
        for role in [FundRole::Reviewer, FundRole::FinanceOfficer, FundRole::Administrator] {
            signed_in(world, &hired(world, &format!("Some-{role}"), &[role])).get(PATH).must_be(404);
        }
        let auditor = signed_in(world, &hired(world, "Iris", &[FundRole::Auditor]));
        let page = auditor.get(PATH);
        page.must_be(200).must_say("waits to be made by a program officer");
        assert!(page.all("main form").is_empty(), "an auditor looks");
        auditor.get("/desk/audit").must_say("Draw by lot announced");
    });
}

#[test]
fn whoever_is_kept_from_another_application_of_the_round_gets_no_letter_of_its_draws() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        let other = application(world, &fund, &city(world, "Belleville"), 6_000);
        screened(world, &fund, other);
        equal(world, &fund);
        let walled = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, other, "My sister works there.")).expect("recorded");
        let href = announces(&signed_in(world, &fund.officer), &[]);
        assert!(!world.browser().get(&href).says(&number(world, other)), "it has no score, and is in no pool");
        signed_in(world, &walled).get(PATH).must_be(404);
        assert_eq!((letters(world, &fund, &walled), letters(world, &fund, &fund.both)), (0, 1));
        world.at(INSTANT);
        let boris = signed_in(world, &fund.both);
        boris.press(&boris.get(PATH), "Make the draw", &NUMBER).must_be(200);
        let drawn =
            |who: &Actor| world.mail_to(&who.email).iter().filter(|letter| letter.subject_line.starts_with("Lots are drawn")).count();
        assert_eq!((drawn(&walled), drawn(&fund.officer)), (0, 1));
    });
}
