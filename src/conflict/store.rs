//! The rows that tie a person to applications. Every query goes along an index, from the person.

use crate::db::schema::{application_partners as p, applications as a, awards as w, organisations as o};
use crate::db::{Conn, Error, Fixed};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::{BTreeMap, BTreeSet};

/// What a person is tied to, by whichever of their accounts.
#[derive(Default)]
pub(super) struct Ties {
    /// The applications that they wrote or certified for a city, and those with an award that they acted on for it. Not what
    /// an officer of the fund typed in the name of a city.
    pub(super) acted_on: BTreeSet<String>,
    /// The applications from which they stepped back, on the desk or as a reviewer.
    pub(super) declared: BTreeSet<String>,
    /// The cities that they belong to.
    pub(super) cities: BTreeSet<String>,
    pub(super) mailboxes: BTreeSet<String>,
    /// The domains of employers in the last declaration of ties of each account. One that lapsed counts until a newer one
    /// takes its place. Identifiers sort by time.
    pub(super) domains: BTreeSet<String>,
    /// The places in these declarations.
    pub(super) places: BTreeSet<i64>,
}

/// One statement: walls are read with every request of whoever works for the fund. It names the accounts themselves, so that
/// PostgreSQL plans it once and not each time. `(a.entered_by IS NULL) = TRUE` and not `IS NULL`:
/// SQLite takes that for a reason to read by whoever entered an application, which nobody did for nearly all of them.
const TIES: &str = "
    SELECT 'acted' AS how, a.id AS what FROM applications a
        WHERE a.created_by IN ({}) AND (a.entered_by IS NULL) = TRUE
    UNION ALL SELECT 'acted', n.application_id FROM application_writers n WHERE n.account_id IN ({})
    UNION ALL SELECT 'acted', a.id FROM submissions b JOIN applications a ON a.id = b.application_id
        WHERE b.certified_by IN ({}) AND (a.entered_by IS NULL) = TRUE
    UNION ALL SELECT 'acted', a.id FROM agreements g JOIN applications a ON a.id = g.award_id
        WHERE g.account_id IN ({}) AND (a.entered_by IS NULL OR a.entered_by NOT IN ({}))
    UNION ALL SELECT DISTINCT 'acted', a.id FROM payments q JOIN applications a ON a.id = q.award_id
        WHERE q.requested_by IN ({}) AND (a.entered_by IS NULL OR a.entered_by NOT IN ({}))
    UNION ALL SELECT DISTINCT 'acted', a.id FROM expenses x JOIN applications a ON a.id = x.award_id
        WHERE x.submitted_by IN ({}) AND (a.entered_by IS NULL OR a.entered_by NOT IN ({}))
    UNION ALL SELECT 'acted', a.id FROM final_reports f JOIN applications a ON a.id = f.award_id
        WHERE f.submitted_by IN ({}) AND (a.entered_by IS NULL OR a.entered_by NOT IN ({}))
    UNION ALL SELECT DISTINCT 'declared', u.instance_id FROM wf_recusals u WHERE u.account_id IN ({})
    UNION ALL SELECT 'declared', r.application_id FROM review_assignments r
        WHERE r.reviewer_id IN ({}) AND r.stage = 'recused'
    UNION ALL SELECT DISTINCT 'city', m.organisation_id FROM memberships m WHERE m.account_id IN ({})
    UNION ALL SELECT 'mailbox', c.email FROM accounts c WHERE c.id IN ({})
    UNION ALL SELECT CASE WHEN t.domain IS NULL THEN 'place' ELSE 'domain' END, coalesce(t.domain, CAST(t.geoname_id AS TEXT))
        FROM panel_ties t WHERE t.declaration_id IN
        (SELECT max(e.id) FROM panel_declarations e WHERE e.account_id IN ({}) GROUP BY e.account_id)";

/// All that ties the person who has these accounts.
pub(super) fn ties(conn: &mut Conn, accounts: &[String]) -> Result<Ties, Error> {
    let mut ties = Ties::default();
    for Row { how, what } in Fixed::among_all(TIES, accounts).load::<Row>(conn)? {
        let _ = match how.as_str() {
            "acted" => ties.acted_on.insert(what),
            "declared" => ties.declared.insert(what),
            "city" => ties.cities.insert(what),
            "mailbox" => ties.mailboxes.insert(what),
            "domain" => ties.domains.insert(what),
            "place" => ties.places.insert(what.parse().map_err(|e| Error::unreadable("place", e))?),
            other => return Err(Error::unreadable("tie", other)),
        };
    }
    Ok(ties)
}

/// The account of a person, the one that stands for it, and all that it stands for.
const ACCOUNTS: &str = "
    WITH person(id) AS (SELECT coalesce((SELECT person_id FROM same_people WHERE account_id = ?), ?))
    SELECT CAST(? AS TEXT) AS what UNION SELECT id FROM person
    UNION SELECT s.account_id FROM same_people s JOIN person ON person.id = s.person_id";

/// All accounts of the person of an account, that one among them.
pub(super) fn accounts_of_person(conn: &mut Conn, account: &str) -> Result<Vec<String>, Error> {
    #[derive(QueryableByName)]
    struct Account {
        #[diesel(sql_type = Text)]
        what: String,
    }
    let all: Vec<Account> = Fixed::new(ACCOUNTS).text(account).text(account).text(account).load(conn)?;
    Ok(all.into_iter().map(|one| one.what).collect())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    how: String,
    #[diesel(sql_type = Text)]
    what: String,
}

/// What the employer that is known by some names stands behind, each with the name that it is found by.
#[derive(Default)]
pub(super) struct Behind {
    /// The cities for which people with its mailboxes act, and those that such a mailbox proved. The fund's own staff has the
    /// fund's domain, whatever city they belong to beside.
    pub(super) cities: BTreeMap<String, String>,
    /// The applications with a partner, or an entry for a city, that gave such a mailbox.
    pub(super) applications: BTreeMap<String, String>,
}

const BEHIND: (&str, &str) = (
    "WITH boxes AS (SELECT domain, address FROM mail_domains WHERE domain = ?
        UNION ALL SELECT domain, address FROM mail_domains WHERE is_whole AND domain IN (",
    "))
    SELECT 'city' AS how, m.organisation_id AS what, boxes.domain FROM boxes
        JOIN accounts c ON c.email = boxes.address JOIN memberships m ON m.account_id = c.id
        WHERE NOT EXISTS (SELECT 1 FROM fund_roles h WHERE h.account_id = c.id AND h.role NOT IN ('reviewer', 'chair'))
    UNION ALL SELECT 'city', l.organisation_id, boxes.domain FROM boxes JOIN city_claims l ON l.mailbox = boxes.address
        WHERE l.mailbox_proved_at IS NOT NULL
    UNION ALL SELECT 'application', p.application_id, boxes.domain FROM boxes
        JOIN application_partners p ON p.contact_email = boxes.address WHERE p.removed_at IS NULL
    UNION ALL SELECT 'application', y.application_id, boxes.domain FROM boxes JOIN city_entries y ON y.mail_to = boxes.address",
);

/// What stands behind the mailboxes of the employer that is known by these names, its own first: those at its own name or below
/// it, and those at a name above that is wholly an employer's. Those who judge from outside are their own employer's, and not the
/// fund's.
pub(super) fn behind(conn: &mut Conn, names: &[String]) -> Result<Behind, Error> {
    let Some((own, above)) = names.split_first() else { return Ok(Behind::default()) };
    let mut found = Behind::default();
    let asked = Fixed::among_after(BEHIND.0, own, above, BEHIND.1);
    for FoundBy { how, what, domain } in asked.load::<FoundBy>(conn)? {
        let of = if how == "city" { &mut found.cities } else { &mut found.applications };
        // Found by several names, it is told by its own.
        let is_known = of.contains_key(&what);
        if !is_known || domain == *own {
            of.insert(what, domain);
        }
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct FoundBy {
    #[diesel(sql_type = Text)]
    how: String,
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = Text)]
    domain: String,
}

/// The cities of the signed awards among these, each with the last day of the award.
pub(super) fn awards_among(conn: &mut Conn, applications: &[String]) -> Result<Vec<(String, NaiveDate)>, Error> {
    let rows: Vec<(String, NaiveDate, Option<NaiveDateTime>)> = w::table
        .filter(w::id.eq_any(applications.to_vec()))
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .select((w::organisation_id, w::period_end, w::closed_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(city, end, closed)| (city, closed.map_or(end, |at| at.date()))).collect())
}

/// The applications of these cities, each with its city.
pub(super) fn applications_of(conn: &mut Conn, cities: &[String]) -> Result<Vec<(String, String)>, Error> {
    Ok(a::table.filter(a::organisation_id.eq_any(cities.to_vec())).select((a::id, a::organisation_id)).load(conn)?)
}

/// The applications in which these cities are partners, each with the partner's city.
pub(super) fn applications_with(conn: &mut Conn, cities: &[String]) -> Result<Vec<(String, String)>, Error> {
    let places: Vec<(String, Option<i64>)> =
        o::table.filter(o::id.eq_any(cities.to_vec())).filter(o::geoname_id.is_not_null()).select((o::id, o::geoname_id)).load(conn)?;
    let ids: Vec<i64> = places.iter().filter_map(|(_, place)| *place).collect();
    let rows: Vec<(String, Option<i64>)> =
        p::table.filter(p::geoname_id.eq_any(ids)).filter(p::removed_at.is_null()).select((p::application_id, p::geoname_id)).load(conn)?;
    let city = |place: Option<i64>| places.iter().find(|(_, of)| *of == place).map(|(city, _)| city.clone());
    Ok(rows.into_iter().filter_map(|(application, place)| Some((application, city(place)?))).collect())
}

/// The registered cities at these places.
pub(super) fn cities_at(conn: &mut Conn, places: &[i64]) -> Result<Vec<String>, Error> {
    Ok(o::table.filter(o::geoname_id.eq_any(places.to_vec())).select(o::id).load(conn)?)
}

/// The applications with a partner at one of these places, registered or not.
pub(super) fn applications_with_places(conn: &mut Conn, places: &[i64]) -> Result<Vec<String>, Error> {
    let at = p::table.filter(p::geoname_id.eq_any(places.to_vec())).filter(p::removed_at.is_null());
    Ok(at.select(p::application_id).distinct().load(conn)?)
}

/// The reference number and the city of an application, and when it was begun.
pub(super) type Begun = (String, String, NaiveDateTime);

/// These applications, by identifier.
pub(super) fn begun(conn: &mut Conn, applications: &[String]) -> Result<BTreeMap<String, Begun>, Error> {
    let rows: Vec<(String, Begun)> = a::table
        .filter(a::id.eq_any(applications.to_vec()))
        .select((a::id, (a::reference, a::organisation_id, a::created_at)))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
