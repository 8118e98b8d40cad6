//! What is known of an answer before anybody types it, from where its question says. It is offered in the
//! field, and is an answer only once somebody looked at it and saved it: nothing here is stored.

use super::copy_answers::may_copy;
use super::{Draft, policy, read, store};
use crate::db::{Conn, Error};
use crate::opportunity::{Answer, Fact, Origin, Question};
use crate::people::{Actor, City, official, organisation};

/// So many earlier applications are looked at.
const LOOKED_AT: i64 = 5;

/// What can be offered in the fields of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAnswer {
    /// As it would be typed; parts that are not known are empty.
    pub typed: String,
    /// Where it is known from.
    pub from: KnownFrom,
}

/// Where an answer is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownFrom {
    /// The register of places.
    Register,
    /// What the city said of its authorized official.
    Official,
    /// The account of the person who writes.
    Account,
    /// The eligibility questions.
    Eligibility,
    /// The application with this reference number, which the city submitted.
    Application(String),
}

/// What is known of the answer to a question that nobody has answered, for those who write.
///
/// # Errors
/// The database's refusal.
pub fn known_answer(conn: &mut Conn, actor: &Actor, draft: &Draft, question: &Question) -> Result<Option<KnownAnswer>, Error> {
    let is_free = !draft.saved.contains_key(&question.id) && draft.application.is_editable();
    if !is_free || !policy::may_write(actor, &draft.application) {
        return Ok(None);
    }
    for origin in question.prefill.origins() {
        let found = match &origin {
            Origin::Fact(fact) => of_fact(conn, actor, draft, *fact)?,
            Origin::Eligibility(id) => draft.saved.get(id).map(|s| known(s.answer.typed(), KnownFrom::Eligibility)),
            Origin::Latest(id) => of_latest(conn, actor, draft, (question, id.as_deref().unwrap_or(&question.id)))?,
        };
        if let Some(found) = found.filter(|found| fits(question, &found.typed)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn known(typed: String, from: KnownFrom) -> KnownAnswer {
    KnownAnswer { typed, from }
}

/// Of an answer of several parts some may be known; every other is known as a whole.
fn fits(question: &Question, typed: &str) -> bool {
    let has_some = !typed.trim().is_empty();
    has_some && (!question.kind.parts().is_empty() || question.read(typed).is_ok())
}

fn of_fact(conn: &mut Conn, actor: &Actor, draft: &Draft, fact: Fact) -> Result<Option<KnownAnswer>, Error> {
    let found = match fact {
        Fact::City | Fact::CityName | Fact::CityState | Fact::CityCounty | Fact::CityPopulation => {
            let typed = of_city(&organisation::city(conn, draft.application.city)?, fact);
            Some(known(typed, KnownFrom::Register))
        }
        Fact::Official | Fact::OfficialName | Fact::OfficialTitle | Fact::OfficialEmail => {
            let found = official::find_in_office(conn, actor, draft.application.city)?;
            found.map(|(who, title)| {
                let typed = match fact {
                    Fact::OfficialTitle => title,
                    Fact::OfficialEmail => who.email,
                    Fact::Official => person(&who.name, &title, &who.email),
                    _ => who.name,
                };
                known(typed, KnownFrom::Official)
            })
        }
        // An officer who enters it for the city is not the one to ask.
        Fact::Contact | Fact::ContactName | Fact::ContactEmail => actor.belongs_to(draft.application.city).then(|| {
            let typed = match fact {
                Fact::Contact => person(&actor.name, "", &actor.email),
                Fact::ContactEmail => actor.email.clone(),
                _ => actor.name.clone(),
            };
            known(typed, KnownFrom::Account)
        }),
    };
    Ok(found)
}

fn of_city(city: &City, fact: Fact) -> String {
    match fact {
        Fact::City => ["", &city.name, &city.state, ""].join("\n"),
        Fact::CityState => city.state.clone(),
        Fact::CityCounty => city.county.clone().unwrap_or_default(),
        Fact::CityPopulation => city.population.to_string(),
        _ => city.name.clone(),
    }
}

/// Their telephone number is not known.
fn person(name: &str, title: &str, email: &str) -> String {
    [name, title, email, ""].join("\n")
}

/// The answer in the latest application that the city submitted and the actor may copy from.
fn of_latest(conn: &mut Conn, actor: &Actor, draft: &Draft, (question, id): (&Question, &str)) -> Result<Option<KnownAnswer>, Error> {
    for (from, answer) in store::list_latest_answers(conn, &draft.application, id, LOOKED_AT)? {
        let is_same = !matches!(answer, Answer::Certified(_) | Answer::File(_))
            && question.read(&answer.typed()).ok().flatten().as_ref() == Some(&answer);
        if !is_same {
            continue;
        }
        let earlier = read::application(conn, from)?;
        // Outside the city only what was received is read.
        let is_open = policy::is_of_city(actor, &earlier) || !earlier.is_editable();
        if is_open && may_copy(conn, actor, &earlier)? {
            return Ok(Some(known(answer.typed(), KnownFrom::Application(earlier.reference))));
        }
    }
    Ok(None)
}
