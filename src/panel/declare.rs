//! Somebody on a panel declares their ties: employers and cities, once a year or as soon as something changes.

use super::declaration::{Declaration, Tie, TieKind, declaration_terms};
use super::facts::TiesDeclared;
use super::policy;
use super::store::declarations;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, shaped_address};
use crate::places;
use std::collections::BTreeSet;

/// So many employers can be named.
const MOST_EMPLOYERS: usize = 10;
/// So many cities can be named.
const MOST_CITIES: usize = 60;

/// A declaration as typed.
#[derive(Clone, Debug, Default)]
pub struct NewDeclaration {
    /// The domains of employers, one a line.
    pub employers: String,
    /// Cities by their place in the register, each with a tie to it.
    pub cities: Vec<(TieKind, i64)>,
    /// Whether the box beside the statement was checked.
    pub has_certified: bool,
}

/// Why nothing was declared.
#[derive(Debug, thiserror::Error)]
pub enum DeclareError {
    /// Neither a reviewer nor a chair.
    #[error("Only reviewers and chairs of panels declare their ties here.")]
    NotAllowed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DeclareError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Keeps a declaration. It takes the place of the one before at once.
///
/// # Errors
/// See [`DeclareError`]; nothing is kept then.
pub fn declare(tx: &mut Tx<'_>, actor: &Actor, new: &NewDeclaration) -> Result<Id<Declaration>, DeclareError> {
    let account = actor.account.filter(|_| policy::may_declare(actor)).ok_or(DeclareError::NotAllowed)?;
    let now = tx.now();
    let terms = declaration_terms(now)?;
    let mut mistakes = Vec::new();
    let employers = employers(&new.employers).map_err(|e| mistakes.push(e));
    let cities = cities(tx, &new.cities)?.map_err(|e| mistakes.push(e));
    if !new.has_certified {
        mistakes.push(FieldError::new("certified", "Check the box to certify."));
    }
    let (Ok(mut ties), Ok(cities), true) = (employers, cities, mistakes.is_empty()) else {
        return Err(DeclareError::Invalid(mistakes));
    };
    ties.extend(cities);
    let declaration = Declaration {
        id: tx.id(),
        account,
        terms: terms.name.clone(),
        statement: terms.statement.clone(),
        declared_at: now,
        lapses_at: terms.lapses_at(now),
        ties,
    };
    declarations::insert(tx, &declaration)?;
    let fact = TiesDeclared {
        account: account.text(),
        declaration: declaration.id.text(),
        terms: declaration.terms,
        lapses_at: declaration.lapses_at,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(declaration.id)
}

/// Domains as people write them: a site, an address or the domain itself.
fn employers(typed: &str) -> Result<Vec<Tie>, FieldError> {
    let mut domains = BTreeSet::new();
    for line in typed.split(['\n', ',', ' ', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        let domain = domain(line).ok_or_else(|| {
            FieldError::new(
                "employers",
                format!("“{line}” is no domain. Enter the part after the @ of your address at work, such as elmira.gov."),
            )
        })?;
        domains.insert(domain);
    }
    if domains.len() > MOST_EMPLOYERS {
        return Err(FieldError::new("employers", format!("Name at most {MOST_EMPLOYERS} employers.")));
    }
    let tie = |domain: String| Tie { kind: TieKind::Employer, domain: Some(domain.clone()), geoname_id: None, name: domain };
    Ok(domains.into_iter().map(tie).collect())
}

/// `elmira.gov` of `https://www.elmira.gov/council`, `ada@Elmira.gov` or itself.
fn domain(typed: &str) -> Option<String> {
    let text = typed.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let text = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let text = text.rsplit('@').next().unwrap_or_default();
    let text = text.strip_prefix("www.").unwrap_or(text);
    // The shape of a domain is that of the one in an address.
    let address = shaped_address("employers", &format!("x@{text}")).ok()?;
    address.strip_prefix("x@").map(str::to_owned)
}

/// Cities of the register, each tie once, in the order of their names.
fn cities(tx: &mut Tx<'_>, named: &[(TieKind, i64)]) -> Result<Result<Vec<Tie>, FieldError>, db::Error> {
    let wrong = |sentence: String| Ok(Err(FieldError::new("find", sentence)));
    if named.iter().any(|(kind, _)| !TieKind::TO_CITIES.contains(kind)) {
        return wrong("Choose how you are tied to each city.".into());
    }
    let ids: BTreeSet<i64> = named.iter().map(|(_, id)| *id).collect();
    if ids.len() > MOST_CITIES {
        return wrong(format!("Name at most {MOST_CITIES} cities."));
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let known = places::list(tx, &ids)?;
    if known.len() != ids.len() {
        return wrong("One of these cities is not in the register. Find it again.".into());
    }
    let mut ties = Vec::new();
    for place in &known {
        let kinds = TieKind::TO_CITIES.into_iter().filter(|kind| named.contains(&(*kind, place.geoname_id)));
        ties.extend(kinds.map(|kind| Tie { kind, domain: None, geoname_id: Some(place.geoname_id), name: place.full_name() }));
    }
    Ok(Ok(ties))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_from_what_people_write() {
        for typed in ["elmira.gov", "@elmira.gov", "ada@Elmira.GOV", "https://www.elmira.gov/council?x=1", "www.elmira.gov", " elmira.gov "]
        {
            assert_eq!(domain(typed).as_deref(), Some("elmira.gov"), "{typed}");
        }
        for typed in ["elmira", "", "@", "https://", "city of elmira", "élmira.gov", "a..gov"] {
            assert_eq!(domain(typed), None, "{typed}");
        }
    }

    #[test]
    fn employers_are_named_once_each_or_the_wrong_one_is_told() {
        let names = |typed: &str| employers(typed).expect("domains").into_iter().map(|tie| tie.name).collect::<Vec<_>>();
        assert_eq!(names("sitka.org\nelmira.gov, www.sitka.org"), ["elmira.gov", "sitka.org"]);
        assert_eq!(names(" \n "), Vec::<String>::new());
        assert!(employers("elmira.gov\nnonsense").expect_err("a mistake").message.contains("“nonsense” is no domain"));
        let many: Vec<String> = (0..11).map(|n| format!("x{n}.gov")).collect();
        assert!(employers(&many.join("\n")).expect_err("too many").message.contains("at most 10"));
    }
}
