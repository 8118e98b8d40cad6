//! Prepares a draw and announces it: the pool is frozen, a secret is made and committed to, and the public number that will
//! decide is named while nobody can know it.

use super::band::Band;
use super::draw::{Draw, commitment, paid};
use super::facts::LotteryAnnounced;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Deadline, FieldError, Id, Kind, Money, Refusal, Timestamp, legible};
use crate::outbox::{self, Recipient, Side};
use crate::people::{Actor, account};
use crate::reporting::ranking::{self, Scope};
use crate::vault::{Place, Vault};
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use std::collections::BTreeSet;

/// How far ahead the number lies at most.
const FARTHEST: TimeDelta = TimeDelta::days(366);
/// The most characters of a text.
const LONGEST: usize = 1_000;

/// A draw as somebody wants it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// `money` or `count`.
    pub many: String,
    /// How many, if it is a number of them.
    pub count: String,
    /// Which public number decides, and where it is published.
    pub source: String,
    /// When it is public.
    pub public_at: Result<Timestamp, Vec<FieldError>>,
    /// Why there is another draw.
    pub reason: String,
    /// The digest of the ranking that was looked at.
    pub seen: String,
}

/// Why nothing was announced.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    /// Not somebody who prepares draws.
    #[error("A draw is prepared by program officers and the chair of the panel.")]
    NotAllowed,
    /// The round did not say so in time.
    #[error("This round did not announce a draw by lot before its deadline, so that none can be made.")]
    NotAnnounced,
    /// Applications are still taken.
    #[error("Applications are still taken. A draw can be prepared after the deadline.")]
    TooEarly,
    /// One is on its way.
    #[error("A draw of this round is announced already. It has to be made or called off first.")]
    Open,
    /// Another ranking than the one that was looked at.
    #[error("The ranking changed since you looked at this pool. Look at the pool as it is now, then announce it.")]
    Changed,
    /// Something does not fit.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The secret could not be sealed.
    #[error("The secret of the draw could not be stored safely. Nothing was announced.")]
    Sealing(String),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AnnounceError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotAnnounced | Self::TooEarly | Self::Open | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Sealing(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// What a wish comes to.
#[derive(Debug, PartialEq, Eq)]
struct Terms {
    count: usize,
    money: Option<Money>,
    source: String,
    public_at: Timestamp,
    reason: String,
}

/// Announces a draw from the band of this ranking, which must still be the ranking of the round.
///
/// # Errors
/// [`AnnounceError`]; nothing is kept then.
pub fn announce(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, slug: &str, (band, wish): (&Band, &Wish)) -> Result<Draw, AnnounceError> {
    let now = tx.now();
    let read::Standing { round, announced, draws, .. } = read::of_round(tx, actor, slug)?;
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(AnnounceError::NotAllowed)?;
    if announced.is_none() {
        return Err(AnnounceError::NotAnnounced);
    }
    if !round.closes.has_passed(now) {
        return Err(AnnounceError::TooEarly);
    }
    if draws.iter().any(Draw::is_open) {
        return Err(AnnounceError::Open);
    }
    let ranking = ranking::read(tx, actor, (slug, now), Scope::Open)?.sha256()?;
    if ranking != band.ranking_sha256 || wish.seen != band.ranking_sha256 {
        return Err(AnnounceError::Changed);
    }
    let terms = terms(band, wish, (now, !draws.is_empty())).map_err(AnnounceError::Invalid)?;
    let secret = HEXLOWER.encode(&tx.random::<32>());
    let draw = Draw {
        id: tx.id(),
        round: round.id,
        n: draws.first().map_or(1, |last| last.n + 1),
        reason: terms.reason,
        lots: band.lots.clone(),
        pool_root: band.root.clone(),
        count: terms.count,
        money: terms.money,
        commitment: commitment(&secret),
        source: terms.source,
        public: Deadline { at: terms.public_at, zone: round.closes.zone },
        ranking_sha256: ranking,
        definition_sha256: read::applied_version(tx, &round)?,
        by,
        by_name: actor.name.clone(),
        at: now,
        end: None,
    };
    let sealed = vault.seal(place(&draw.id.text()), &secret).map_err(|e| AnnounceError::Sealing(e.to_string()))?;
    match store::insert(tx, &draw, &sealed) {
        // Somebody else announced one at the same moment.
        Err(db::Error::Unique(_) | db::Error::Guard(_)) => return Err(AnnounceError::Open),
        other => other?,
    }
    let fact = fact(&draw, &round.title);
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience(tx, &draw)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(draw)
}

fn fact(draw: &Draw, title: &str) -> LotteryAnnounced {
    LotteryAnnounced {
        draw: draw.id.text(),
        opportunity: draw.round.text(),
        title: title.to_owned(),
        n: draw.n,
        reason: draw.reason.clone(),
        pool: draw.names(),
        pool_root: draw.pool_root.clone(),
        count: draw.count,
        money: draw.money,
        commitment: draw.commitment.clone(),
        source: draw.source.clone(),
        public_at: draw.public.at,
        zone: draw.public.zone.name().to_owned(),
        ranking_sha256: draw.ranking_sha256.clone(),
        prepared_by: draw.by_name.clone(),
    }
}

/// What a sealed secret is bound to, so that it cannot be moved to another draw.
pub(super) fn place(row: &str) -> Place<'_> {
    Place { table: "lottery_draws", column: "secret_sealed", row }
}

/// Those who are told of a draw: nobody to whom an application of its round is closed, in its pool or not. On the desk they find no
/// draw either (`read::is_whole`).
pub(super) fn audience(tx: &mut Tx<'_>, draw: &Draw) -> Result<Vec<Recipient>, db::Error> {
    let received = intake::list_submitted(tx, draw.round)?.into_iter().map(|application| application.id);
    // One of the pool may have been withdrawn since.
    let all: BTreeSet<Id<Application>> = received.chain(draw.lots.iter().map(|lot| lot.application)).collect();
    let people = account::list_open_to_all(tx, &all.into_iter().collect::<Vec<_>>(), policy::TOLD)?;
    Ok(people.iter().map(|person| person.recipient(Side::Fund)).collect())
}

/// A text that people read, of some length.
pub(super) fn text(field: &str, typed: &str, (least, ask): (usize, &str)) -> Result<String, FieldError> {
    let typed = legible(typed).trim().to_owned();
    match typed.chars().count() {
        few if few < least => Err(FieldError::new(field, ask)),
        many if many > LONGEST => Err(FieldError::new(field, format!("Shorten it to {LONGEST} characters. It has {many}."))),
        _ => Ok(typed),
    }
}

fn terms(band: &Band, wish: &Wish, (now, is_another): (Timestamp, bool)) -> Result<Terms, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let many = many(band, wish).map_err(|e| mistakes.push(e));
    let ask = "Say which public number decides: what it is, of which day or round, and where it is published.";
    let source = text("source", &wish.source, (10, ask)).map_err(|e| mistakes.push(e));
    let public_at = wish.public_at.clone().and_then(|at| to_come(at, now)).map_err(|found| mistakes.extend(found));
    let ask = "Say why there is another draw. Everybody reads it.";
    let reason = if is_another { text("reason", &wish.reason, (5, ask)).map_err(|e| mistakes.push(e)) } else { Ok(String::new()) };
    match (many, source, public_at, reason) {
        (Ok((count, money)), Ok(source), Ok(public_at), Ok(reason)) => Ok(Terms { count, money, source, public_at, reason }),
        _ => Err(mistakes),
    }
}

/// How many are drawn, and by which money it is said who of them is chosen.
fn many(band: &Band, wish: &Wish) -> Result<(usize, Option<Money>), FieldError> {
    let size = band.lots.len();
    let amounts = || band.lots.iter().map(|lot| lot.amount);
    match wish.many.as_str() {
        "money" if paid(amounts(), band.left) == size => {
            Err(FieldError::new("many", format!("{} pays all of them: there is nothing to draw.", band.left)))
        }
        "money" if amounts().all(|amount| amount > band.left) => {
            Err(FieldError::new("many", format!("{} pays none of them: there is nothing to draw.", band.left)))
        }
        "money" => Ok((size, Some(band.left))),
        "count" => match wish.count.trim().parse::<usize>() {
            Ok(count) if (1..size).contains(&count) => Ok((count, None)),
            _ => Err(FieldError::new("count", format!("Enter a whole number from 1 to {}: fewer than there are.", size - 1))),
        },
        _ => Err(FieldError::new("many", "Choose how it is said who is chosen.")),
    }
}

fn to_come(at: Timestamp, now: Timestamp) -> Result<Timestamp, Vec<FieldError>> {
    let wrong = |sentence: &str| Err(vec![FieldError::new("on", sentence)]);
    if at <= now {
        wrong("This time has passed, so that the number could be known already. Choose one that is still to come.")
    } else if at > now.plus(FARTHEST) {
        wrong("Choose a day within a year from now.")
    } else {
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;
    use crate::lottery::Lot;

    fn now() -> Timestamp {
        Timestamp::from_micros(0)
    }

    fn band(left: i64, amounts: &[i64]) -> Band {
        let ids = IdSource::seeded(1);
        let lot = |(n, dollars): (usize, &i64)| Lot {
            application: ids.id(now()),
            reference: format!("UDF-2027-000{n}"),
            amount: Money::from_dollars(*dollars),
        };
        let lots = amounts.iter().enumerate().map(lot).collect();
        Band { lots, left: Money::from_dollars(left), root: "r".into(), owed: 0, ranking_sha256: "s".into() }
    }

    fn wish(many: &str, count: &str) -> Wish {
        Wish {
            many: many.into(),
            count: count.into(),
            source: "drand, quicknet, round 5512345".into(),
            public_at: Ok(now().plus(TimeDelta::hours(1))),
            reason: String::new(),
            seen: "s".into(),
        }
    }

    fn fields(band: &Band, wish: &Wish, is_another: bool) -> Vec<String> {
        terms(band, wish, (now(), is_another)).err().unwrap_or_default().into_iter().map(|mistake| mistake.field).collect()
    }

    #[test]
    fn money_or_a_number_below_all_says_who_is_chosen() {
        let three = band(13, &[6, 6, 6]);
        let told = |many: &str, count: &str| terms(&three, &wish(many, count), (now(), false)).map(|terms| (terms.count, terms.money));
        assert_eq!(told("money", ""), Ok((3, Some(Money::from_dollars(13)))));
        assert_eq!(told("count", " 2 "), Ok((2, None)));
        for count in ["0", "3", "", "two", "-1"] {
            assert_eq!(fields(&three, &wish("count", count), false), ["count"], "{count}");
        }
        assert_eq!(fields(&three, &wish("", ""), false), ["many"]);
        assert_eq!(fields(&band(18, &[6, 6, 6]), &wish("money", ""), false), ["many"], "all are paid");
        assert_eq!(fields(&band(5, &[6, 6, 6]), &wish("money", ""), false), ["many"], "none is paid");
    }

    #[test]
    fn the_number_is_named_and_still_to_come_and_another_draw_has_its_reason() {
        let three = band(13, &[6, 6, 6]);
        let with = |source: &str, seconds: i64| Wish {
            source: source.into(),
            public_at: Ok(now().plus(TimeDelta::seconds(seconds))),
            ..wish("money", "")
        };
        let year = 366 * 24 * 3_600;
        for (source, seconds, wrong) in [
            ("drand, round 1", 1, vec![]),
            ("drand", 1, vec!["source"]),
            ("drand, round 1", 0, vec!["on"]),
            ("drand, round 1", year, vec![]),
            ("", year + 1, vec!["source", "on"]),
        ] {
            assert_eq!(fields(&three, &with(source, seconds), false), wrong, "{source} {seconds}");
        }
        assert!(fields(&three, &with(&"x".repeat(1_001), 1), false).contains(&"source".to_owned()));
        assert_eq!(fields(&three, &wish("money", ""), true), ["reason"]);
        let again = Wish { reason: "The number was read wrong.".into(), ..wish("money", "") };
        assert_eq!(fields(&three, &again, true), Vec::<String>::new());
    }
}
