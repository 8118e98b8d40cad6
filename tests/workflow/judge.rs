//! One judge for every engine, the real one and the broken ones: a fixed sequence of clicks
//! that a sound engine answers as the model does.

use crate::court::{Court, Engine};
use crate::model::{Answer, Click};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::workflow::{Definition, parse};

/// One of everything that a definition can say.
pub fn rich() -> Definition {
    parse("rich.toml", include_str!("rich.toml")).expect("it parses").definition
}

/// What is known when the award is so many cents.
pub fn known(cents: i64) -> Facts {
    [
        ("ready".to_owned(), Value::Bool(true)),
        ("score".to_owned(), Value::Int(3)),
        ("amount".to_owned(), Value::Money(Money::from_cents(cents))),
    ]
    .into()
}

/// A click that lacks nothing: `ada: officer`, or nobody for the program.
pub fn click(step: &str, who: &str) -> Click {
    let (account, roles) = who.split_once(": ").unwrap_or((who, ""));
    Click {
        step: step.into(),
        account: (account != "program").then(|| account.into()),
        roles: if account == "program" {
            vec!["system".into()]
        } else {
            roles.split(' ').filter(|r| !r.is_empty()).map(str::to_owned).collect()
        },
        lent: vec![],
        facts: known(500_000),
        reason: Some("because".into()),
        digest: Some("d1".into()),
        fresh: true,
    }
}

fn worth(cents: i64, click: Click) -> Click {
    Click { facts: known(cents), ..click }
}

fn lending(lender: &str, role: &str, most: Option<i64>, click: Click) -> Click {
    Click { lent: vec![(lender.into(), role.into(), most)], ..click }
}

/// Judges one engine. `Err`: the first thing that is wrong.
pub fn judge(engine: Engine<'_>) -> Result<(), String> {
    type Chapter = fn(&mut Court<'_>) -> Result<(), String>;
    let chapters: [(&str, Chapter); 9] = [
        ("places", places),
        ("guards", guards),
        ("apart", apart),
        ("bands", bands),
        ("content", content),
        ("lenders", lenders),
        ("accounts", accounts),
        ("stepping back", stepping_back),
        ("signing", signing),
    ];
    let definition = rich();
    for (name, chapter) in chapters {
        chapter(&mut Court::new(engine, &definition)).map_err(|words| format!("{name}: {words}"))?;
    }
    Ok(())
}

fn all(court: &mut Court<'_>, clicks: &[Click]) -> Result<(), String> {
    clicks.iter().try_for_each(|click| court.hears(click).map(|_| ()))
}

/// Takes a case to its review, where Ada passed it and Cy cleared it.
fn to_review(court: &mut Court<'_>) -> Result<(), String> {
    all(court, &[click("submit", "zoe: citizen"), click("pass", "ada: officer"), click("clear", "cy: officer"), click("join", "program")])
}

/// And on, recommended by Bo.
fn to_recommended(court: &mut Court<'_>) -> Result<(), String> {
    to_review(court)?;
    all(court, &[click("recommend", "bo: officer")])
}

/// A step begins where the case stands, needs all its places, and clears what it says.
fn places(court: &mut Court<'_>) -> Result<(), String> {
    all(court, &[click("pass", "ada: officer"), click("fly", "ada: officer"), click("submit", "ada: officer"), click("join", "program")])?;
    all(
        court,
        &[click("submit", "zoe: citizen"), click("pass", "ada: officer"), click("join", "program"), click("withdraw", "zoe: citizen")],
    )?;
    all(court, &[click("clear", "cy: director"), click("join", "zoe: citizen"), click("join", "program"), click("lapse", "program")])?;
    let definition = rich();
    let mut other = court.again(&definition);
    all(&mut other, &[click("submit", "zoe: citizen"), click("clear", "cy: officer"), click("withdraw", "zoe: citizen")])?;
    if other.model.places != ["withdrawn"] {
        return Err("a withdrawn case stands somewhere else too".into());
    }
    all(&mut other, &[click("pass", "ada: officer"), click("submit", "zoe: citizen")])
}

/// What is not so and what is not known keep a step from being taken.
fn guards(court: &mut Court<'_>) -> Result<(), String> {
    to_review(court)?;
    for (ready, score) in
        [(Some(false), Some(3)), (Some(true), Some(2)), (None, Some(3)), (Some(true), None), (None, Some(2)), (None, None)]
    {
        let facts: Facts = [ready.map(|r| ("ready".to_owned(), Value::Bool(r))), score.map(|s| ("score".to_owned(), Value::Int(s)))]
            .into_iter()
            .flatten()
            .collect();
        all(court, &[Click { facts, ..click("recommend", "bo: officer") }])?;
    }
    all(court, &[click("recommend", "bo: officer")])
}

/// Different people, over the whole history (W6).
fn apart(court: &mut Court<'_>) -> Result<(), String> {
    to_review(court)?;
    // Ada passed it, so she may not recommend it; Cy cleared it, which is one of two she may take.
    all(court, &[click("recommend", "ada: officer"), click("recommend", "cy: officer")])?;
    all(court, &[click("approve", "cy: approver"), click("send_back", "di: approver"), click("recommend", "bo: officer")])?;
    // Cy recommended it before the way back.
    all(court, &[click("approve", "cy: approver"), click("approve", "bo: approver"), click("approve", "ada: approver")])?;
    all(court, &[click("tell", "ada: officer"), click("tell", "bo: officer"), click("tell", "cy: officer"), click("tell", "eve: officer")])
}

/// So many people, of such roles, for such amounts, to the cent (W5, W8).
fn bands(court: &mut Court<'_>) -> Result<(), String> {
    for (cents, needed) in [(1_000_000, 1), (1_000_001, 2), (2_500_000, 2), (2_500_001, 3)] {
        let definition = rich();
        let mut court = court.again(&definition);
        to_recommended(&mut court)?;
        // A director approves only in the last band.
        all(&mut court, &[worth(cents, click("approve", "gil: director"))])?;
        for (i, name) in ["di", "eve", "fay"].iter().enumerate() {
            let done = court.hears(&worth(cents, click("approve", &format!("{name}: approver"))))?;
            all(&mut court, &[worth(cents, click("approve", &format!("{name}: approver")))])?;
            if matches!(done, Answer::Moved(..)) {
                break;
            }
            if i + 1 >= needed {
                return Err(format!("{cents} cents need more than {needed}"));
            }
        }
    }
    to_recommended(court)?;
    // While the amount is not known, the last band holds.
    let unknown = |who: &str| Click { facts: Facts::new(), ..click("approve", who) };
    all(court, &[unknown("di: approver"), unknown("gil: director"), unknown("eve: approver")])
}

/// An approval counts for what was approved, and until the case comes back (W7).
fn content(court: &mut Court<'_>) -> Result<(), String> {
    to_recommended(court)?;
    let two = |digest: &str, who: &str| Click { digest: Some(digest.into()), ..worth(2_000_000, click("approve", who)) };
    all(court, &[two("d1", "di: approver"), two("d2", "eve: approver"), two("d1", "di: approver")])?;
    all(court, &[click("send_back", "di: approver"), click("recommend", "bo: officer")])?;
    all(court, &[two("d1", "eve: approver"), two("d1", "di: approver"), two("d1", "fay: approver")])
}

/// A role that was lent acts up to its ceiling, and whoever lent it acts too (W4).
fn lenders(court: &mut Court<'_>) -> Result<(), String> {
    to_recommended(court)?;
    let lent = |lender: &str, most: Option<i64>, who: &str| lending(lender, "approver", most, worth(2_000_000, click("approve", who)));
    all(court, &[lent("di", Some(1_999_999), "eve"), lent("bo", None, "eve"), lent("di", None, "bo"), lent("di", Some(2_000_000), "eve")])?;
    all(court, &[worth(2_000_000, click("approve", "di: approver")), worth(2_000_000, click("approve", "eve: approver"))])?;
    all(court, &[lent("di", None, "fay"), lending("di", "officer", None, worth(2_000_000, click("approve", "fay")))])?;
    all(court, &[Click { facts: Facts::new(), ..lent("gil", Some(9_000_000), "fay") }, lent("gil", None, "fay")])
}

/// Two accounts of one person are one person (W5).
fn accounts(court: &mut Court<'_>) -> Result<(), String> {
    court.link("di", "di-too");
    court.link("bo", "bo-too");
    to_recommended(court)?;
    let two = |who: &str| worth(2_000_000, click("approve", who));
    all(court, &[two("bo-too: approver"), two("di: approver"), two("di-too: approver"), two("eve: approver")])
}

/// Who stepped back takes no step, and their approval does not count (W9).
fn stepping_back(court: &mut Court<'_>) -> Result<(), String> {
    to_recommended(court)?;
    let two = |who: &str| worth(2_000_000, click("approve", who));
    all(court, &[two("di: approver")])?;
    court.steps_back("di");
    all(court, &[two("di: approver"), two("eve: approver"), lending("di", "approver", None, two("fay")), two("fay: approver")])
}

/// What must be typed, and in which order it is asked for.
fn signing(court: &mut Court<'_>) -> Result<(), String> {
    all(court, &[click("submit", "zoe: citizen")])?;
    for reason in [None, Some(" \t".to_owned())] {
        all(court, &[Click { reason, ..click("withdraw", "zoe: citizen") }])?;
    }
    let definition = rich();
    let mut court = court.again(&definition);
    to_recommended(&mut court)?;
    let approve = || click("approve", "di: approver");
    all(
        &mut court,
        &[Click { digest: None, fresh: false, ..approve() }, Click { fresh: false, ..approve() }, Click { reason: None, ..approve() }],
    )
}
