//! Who acts next on an application and by when, as its city reads it on the page of where it stands: from the workflow,
//! with the days that the round, the award or the fund's officers set.

use super::timeline::Trail;
use crate::db::{Conn, Error};
use crate::intake::{self, Draft};
use crate::kernel::Timestamp;
use crate::locale::format;
use crate::people::CityRole;
use crate::process::{self, Case, Next, Stage};

/// The sentences.
pub(super) fn lines(conn: &mut Conn, draft: &Draft, trail: &Trail, now: Timestamp) -> Result<Vec<String>, Error> {
    let case = Case::of(conn, draft.application.clone())?;
    let next = process::next(conn, &case)?;
    if next.has_ended() {
        return Ok(vec!["Nobody: nothing more happens with this application.".into()]);
    }
    let by = by(conn, draft, trail, &next)?;
    let who = who(&next.roles);
    if !next.must_act && !next.is_city() {
        let until = by.map(|by| format!(" by {by}")).unwrap_or_default();
        return Ok(vec![format!("Nobody: nothing more happens with this application, unless the fund reopens it{until}.")]);
    }
    if !next.must_act {
        let until = by.map(|by| format!(" until {by}")).unwrap_or_default();
        return Ok(vec![format!("Nobody has to act. {} can choose “{}”{until}.", capital(&who), next.steps.join("” or “"))]);
    }
    let by = by.map(|by| format!(", by {by}")).unwrap_or_default();
    let mut said =
        if next.is_city() { vec![city(draft, &next, (trail.stage, &who, &by))] } else { vec![format!("{}{by}.", capital(&who))] };
    if trail.stage == Stage::Draft
        && intake::gaps(draft).is_empty()
        && let Some(asked) = intake::find_last_asked(conn, draft.application.id)?
    {
        said.push(format!("Asked to sign by {} on {}.", asked.by, format::datetime(asked.at, trail.zone)));
    }
    if !next.is_city() && next.is_late(&case, now) {
        let contact = &draft.definition.contact;
        said.push(format!("That day is over. Write to {}, {}, if you hear nothing.", contact.name, contact.email));
    }
    Ok(said)
}

/// What the city has to do.
fn city(draft: &Draft, next: &Next, (stage, who, by): (Stage, &str, &str)) -> String {
    match stage {
        Stage::Draft if !intake::gaps(draft).is_empty() => format!("Your city answers what is missing. Then {who} submits{by}."),
        Stage::Draft => format!("Every answer is there. {} reads, signs and submits{by}.", capital(who)),
        Stage::Returned => format!("Your city answers the fund’s questions. Then {who} submits again{by}."),
        Stage::Invited => format!("Your city writes the whole application. Then {who} submits{by}."),
        _ => format!("{}: “{}”{by}.", capital(who), next.steps.join("” or “")),
    }
}

/// By when, as far as the city may know it.
fn by(conn: &mut Conn, draft: &Draft, trail: &Trail, next: &Next) -> Result<Option<String>, Error> {
    Ok(match trail.stage {
        Stage::Draft | Stage::Returned | Stage::Invited => {
            let last = intake::last_instant(conn, &draft.application)?;
            Some(format::in_both_zones(last, draft.definition.dates.zone, trail.zone))
        }
        Stage::InReview | Stage::Panel | Stage::Recommended | Stage::Decided => Some(format::date(draft.definition.dates.decisions_by)),
        Stage::Approved => trail.accept_by.or(next.due_on).map(format::date),
        Stage::Active if next.is_city() => trail.report_by.map(format::date),
        _ => next.due_on.map(format::date),
    })
}

/// The roles in words, the city's own first as the reader's.
fn who(roles: &[String]) -> String {
    let words = |role: &String| match role.parse::<CityRole>() {
        Ok(CityRole::AuthorizedOfficial) => "your authorized official".to_owned(),
        Ok(_) => "whoever prepares for your city".to_owned(),
        Err(_) => {
            let article = if role.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("{article} {} of the fund", role.replace('_', " "))
        }
    };
    roles.iter().map(words).collect::<Vec<_>>().join(" or ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_to_the_city_that_reads() {
        let told = |roles: &[&str]| capital(&who(&roles.iter().map(ToString::to_string).collect::<Vec<_>>()));
        assert_eq!(told(&["authorized_official"]), "Your authorized official");
        assert_eq!(told(&["program_officer", "approving_official"]), "A program officer of the fund or an approving official of the fund");
        assert_eq!(told(&["preparer"]), "Whoever prepares for your city");
    }
}
