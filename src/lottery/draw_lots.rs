//! Makes a draw: once, from its instant on, by another person than the one who prepared it, from the public number typed
//! twice. What it would draw is told to nobody before.

use super::announce::{audience, place, text};
use super::draw::{BY, Draw, Drawn, End, commitment, key, paid};
use super::facts::LotteryDrawn;
use super::number::canonical;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::opportunity;
use crate::outbox;
use crate::people::{Actor, identity};
use crate::scoring::draw::{self as lots, Pool, Record};
use crate::vault::Vault;
use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

/// What somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The public number.
    pub number: String,
    /// The public number again.
    pub again: String,
    /// Where it was read.
    pub origin: String,
    /// Whether the person confirms that they read it there.
    pub has_confirmed: bool,
}

/// Why nothing was drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawLotsError {
    /// Not somebody who makes draws.
    #[error("A draw is made by a program officer, the chair of the panel or an approving official.")]
    NotAllowed,
    /// Whoever prepared it.
    #[error("You prepared this draw, so that another person must make it.")]
    SamePerson,
    /// The number is not public yet.
    #[error("The public number is not known yet. The draw can be made from its instant on.")]
    TooEarly,
    /// It was made or called off.
    #[error("This draw was made or called off already. What came of it stands on its public page.")]
    Over,
    /// What is stored is not what was announced.
    #[error(
        "What is stored is not what was announced: {0}. Nothing was drawn. Tell the auditor; call this draw off and announce another one."
    )]
    Tampered(&'static str),
    /// Something does not fit.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DrawLotsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed | Self::SamePerson => Kind::Forbidden,
            Self::TooEarly | Self::Over | Self::Tampered(_) => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Makes the draw and reveals its secret.
///
/// # Errors
/// [`DrawLotsError`]; nothing is kept then.
pub fn draw_lots(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, id: Id<Draw>, typed: &Typed) -> Result<(), DrawLotsError> {
    let draw = store::draw(tx, id)?;
    if !policy::may_look(actor) || !read::is_whole(tx, actor, draw.round)? {
        return Err(db::Error::Missing.into());
    }
    let by = actor.account.filter(|_| policy::may_draw(actor)).ok_or(DrawLotsError::NotAllowed)?;
    if !draw.is_open() {
        return Err(DrawLotsError::Over);
    }
    if identity::is_one_person(tx, by, draw.by)? {
        return Err(DrawLotsError::SamePerson);
    }
    if tx.now() < draw.public.at {
        return Err(DrawLotsError::TooEarly);
    }
    let (number, origin) = read_typed(typed).map_err(DrawLotsError::Invalid)?;
    let sealed = store::sealed(tx, id)?;
    let opened = vault.open(place(&id.text()), &sealed).map_err(|_| DrawLotsError::Tampered("its secret does not open"))?;
    let secret = opened.expose_secret().to_owned();
    let record = made(&draw, (&number, &secret)).map_err(DrawLotsError::Tampered)?;
    let text = serde_json::to_string_pretty(&record).map_err(|e| db::Error::Broken(e.to_string()))? + "\n";
    let drawn = Drawn { chosen: chosen(&draw, &record), number, origin, secret, record, text, by_name: actor.name.clone(), at: tx.now() };
    let fact = fact(&draw, &drawn, opportunity::opportunity(tx, draw.round)?.title);
    match store::insert_end(tx, id, by, &End::Drawn(Box::new(drawn))) {
        // Somebody else was quicker.
        Err(db::Error::Unique(_) | db::Error::Guard(_)) => return Err(DrawLotsError::Over),
        other => other?,
    }
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience(tx, &draw)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// The number in its one form and where it was read, if both agree and the person stands for it.
fn read_typed(typed: &Typed) -> Result<(String, String), Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let number = canonical(&typed.number).map_err(|sentence| mistakes.push(FieldError::new("number", sentence)));
    let again = canonical(&typed.again);
    if number.as_ref().is_ok_and(|number| again.as_ref() != Ok(number)) {
        mistakes.push(FieldError::new("again", "Both are not the same number. Read it again where it is published, and type it twice."));
    }
    let ask = "Say where you read it, such as the address of the page.";
    let origin = text("origin", &typed.origin, (5, ask)).map_err(|e| mistakes.push(e));
    if !typed.has_confirmed {
        mistakes.push(FieldError::new("confirmed", "Confirm that you read the number there yourself. It cannot be corrected afterwards."));
    }
    match (number, origin) {
        (Ok(number), Ok(origin)) if mistakes.is_empty() => Ok((number, origin)),
        _ => Err(mistakes),
    }
}

/// The draw from the pool and by the secret that were announced, or what is not as it was.
fn made(draw: &Draw, (number, secret): (&str, &str)) -> Result<Record, &'static str> {
    if commitment(secret) != draw.commitment {
        return Err("its secret is not the one that was committed to");
    }
    let pool = Pool::from_names(&draw.names()).map_err(|_| "its pool cannot be drawn from")?;
    let record = lots::draw(pool, draw.count, &key(number, secret), BY).map_err(|_| "its pool cannot be drawn from")?;
    if record.pool_root == draw.pool_root { Ok(record) } else { Err("its pool does not give the root that was published") }
}

/// How many of the order drawn are chosen.
fn chosen(draw: &Draw, record: &Record) -> usize {
    let Some(money) = draw.money else { return record.chosen.len() };
    let amount = |name: &String| draw.lots.iter().find(|lot| lot.reference == *name).map_or(Money::ZERO, |lot| lot.amount);
    paid(record.chosen.iter().map(amount), money)
}

fn fact(draw: &Draw, drawn: &Drawn, title: String) -> LotteryDrawn {
    LotteryDrawn {
        draw: draw.id.text(),
        opportunity: draw.round.text(),
        title,
        n: draw.n,
        number: drawn.number.clone(),
        origin: drawn.origin.clone(),
        drawn: drawn.record.chosen.clone(),
        chosen: drawn.record.chosen.iter().take(drawn.chosen).cloned().collect(),
        record_sha256: HEXLOWER.encode(&Sha256::digest(drawn.text.as_bytes())),
        drawn_by: drawn.by_name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Deadline, IdSource, Timestamp};
    use crate::lottery::Lot;

    fn draw(dollars: &[i64], money: Option<i64>) -> Draw {
        let (ids, now) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let lot = |(n, dollars): (usize, &i64)| Lot {
            application: ids.id(now),
            reference: format!("UDF-2027-000{n}"),
            amount: Money::from_dollars(*dollars),
        };
        let lots: Vec<Lot> = dollars.iter().enumerate().map(lot).collect();
        let names: Vec<String> = lots.iter().map(|lot| lot.reference.clone()).collect();
        Draw {
            id: ids.id(now),
            round: ids.id(now),
            n: 1,
            reason: String::new(),
            pool_root: Pool::from_names(&names).expect("a pool").root(),
            count: if money.is_some() { lots.len() } else { 1 },
            lots,
            money: money.map(Money::from_dollars),
            commitment: commitment("abc"),
            source: "drand".into(),
            public: Deadline { at: now, zone: chrono_tz::UTC },
            ranking_sha256: String::new(),
            definition_sha256: String::new(),
            by: ids.id(now),
            by_name: "Olive".into(),
            at: now,
            end: None,
        }
    }

    #[test]
    fn c11_what_is_drawn_can_be_drawn_again_and_what_was_changed_is_not_drawn() {
        let announced = draw(&[6, 6, 6], Some(13));
        let record = made(&announced, ("4-8-15", "abc")).expect("a record");
        assert_eq!((record.key.as_str(), record.count, record.pool.clone()), ("4-8-15/abc", 3, announced.names()));
        assert!(lots::verify(&record, None).expect("a verdict").valid);
        assert_eq!((chosen(&announced, &record), chosen(&draw(&[6, 6, 6], None), &record)), (2, 3));
        assert!(made(&announced, ("4-8-15", "abd")).expect_err("another secret").contains("committed"));
        let mut changed = announced.clone();
        changed.lots.pop();
        changed.count = 2;
        assert!(made(&changed, ("4-8-15", "abc")).expect_err("a lot is gone").contains("root"));
        let other = made(&announced, ("4-8-16", "abc")).expect("a record");
        assert_ne!(other.steps, record.steps, "another number, other lots");
    }

    #[test]
    fn a_number_is_typed_twice_and_stood_for() {
        let typed = |number: &str, again: &str, origin: &str, has_confirmed: bool| {
            let typed = Typed { number: number.into(), again: again.into(), origin: origin.into(), has_confirmed };
            read_typed(&typed).map_err(|found| found.into_iter().map(|mistake| mistake.field).collect::<Vec<_>>())
        };
        let origin = "https://beacon.example/1";
        assert_eq!(typed("4 8 15", "4, 8, 15", origin, true), Ok(("4-8-15".into(), origin.into())));
        assert_eq!(typed("4 8 15", "4 8 51", origin, true), Err(vec!["again".into()]));
        assert_eq!(typed("4 8 15", "", origin, true), Err(vec!["again".into()]));
        assert_eq!(typed("", "", "", false), Err(vec!["number".into(), "origin".into(), "confirmed".into()]));
    }
}
