//! The read side: an application as its reviewers read it where they do not see who applies, and its copy as staff see it.

use super::copy::{CopyHead, FileChoice, State};
use super::label::{label, labels};
use super::mask::Names;
use super::passage::{Passage, content, digest, passages};
use super::redacted::{emptied, file_name, redacted, written};
use super::require::Requirement;
use super::{policy, store};
use crate::db::{Conn, Error};
use crate::files::FileKind;
use crate::intake::{self, Application, Attachment, Draft};
use crate::kernel::Id;
use crate::opportunity::{self, Opportunity};
use crate::panel;
use crate::people::account::list_with_city_roles;
use crate::people::{Actor, CityRole};
use std::collections::{BTreeMap, BTreeSet};
use strum::VariantArray;

/// What a reviewer reads.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The application without who applies; without content while its copy is prepared.
    pub draft: Draft,
    /// What it is called.
    pub label: String,
    /// Whether its reviewers wait for its copy.
    pub waits: bool,
    /// How many of its files are withheld.
    pub withheld: usize,
}

/// The application as its reviewers read it. Whether names are withheld from them at all is asked before.
///
/// # Errors
/// The database's refusal.
pub fn shown(conn: &mut Conn, draft: Draft) -> Result<Shown, Error> {
    let id = draft.application.id;
    let label = label(conn, id)?;
    let state = state_of(conn, &draft)?;
    let waits = state != State::Ready && is_waited_for(conn, draft.application.opportunity)?;
    if waits {
        return Ok(Shown { draft: emptied(draft, &label), label, waits, withheld: 0 });
    }
    let mut prepared = store::prepared(conn, id)?;
    if matches!(state, State::Missing | State::Begun) {
        // What nobody has finished may show more than the program would.
        prepared.texts.clear();
    }
    let names = names(conn, &draft)?;
    let (draft, withheld) = redacted(draft, (&names, &prepared), &label);
    Ok(Shown { draft, label, waits, withheld })
}

/// Whether the reviewers of an application wait for its copy, where names are withheld from them.
///
/// # Errors
/// The database's refusal.
pub fn waits(conn: &mut Conn, application: Id<Application>) -> Result<bool, Error> {
    let draft = intake::draft(conn, application)?;
    Ok(is_waited_for(conn, draft.application.opportunity)? && state_of(conn, &draft)? != State::Ready)
}

/// Those of these applications, each with its round, whose reviewers wait for their copies where names are withheld from them.
/// In four queries; only what was touched since its copy was ready is read whole.
///
/// # Errors
/// The database's refusal.
pub fn list_waiting(conn: &mut Conn, asked: &[(Id<Application>, Id<Opportunity>)]) -> Result<BTreeSet<Id<Application>>, Error> {
    let rounds = if asked.is_empty() { BTreeSet::new() } else { store::list_waiting_rounds(conn)? };
    let ids: Vec<Id<Application>> = asked.iter().filter(|(_, round)| rounds.contains(round)).map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let applications = intake::list_by_id(conn, &ids)?;
    let states = states(conn, &applications)?;
    Ok(ids.into_iter().filter(|id| states.get(id) != Some(&State::Ready)).collect())
}

/// The names of those of these applications for which a copy says one, as reviewers read them who do not see who applies. In two
/// queries.
///
/// # Errors
/// The database's refusal.
pub fn list_titles(conn: &mut Conn, applications: &[Application]) -> Result<BTreeMap<Id<Application>, String>, Error> {
    let mut copies = store::list_copies(conn, &applications.iter().map(|one| one.id).collect::<Vec<_>>())?;
    // What nobody has finished is read by nobody.
    copies.retain(|_, copy| copy.ready_at.is_some());
    let named: Vec<(Id<Application>, String)> =
        applications.iter().filter(|one| copies.contains_key(&one.id)).map(|one| (one.id, digest(&one.title))).collect();
    let (ids, digests): (Vec<Id<Application>>, Vec<String>) = named.iter().cloned().unzip();
    let texts = store::list_texts(conn, &ids, &digests)?;
    Ok(named.into_iter().filter_map(|key| Some((key.0, written(texts.get(&key)?)))).collect())
}

/// What an officer said of prepared copies in a round, if one did.
///
/// # Errors
/// The database's refusal.
pub fn find_requirement(conn: &mut Conn, round: Id<Opportunity>) -> Result<Option<Requirement>, Error> {
    store::find_requirement(conn, round)
}

/// Whether reviewers of a round wait for prepared copies. They do not, unless somebody said so.
pub(super) fn is_waited_for(conn: &mut Conn, round: Id<Opportunity>) -> Result<bool, Error> {
    Ok(store::find_requirement(conn, round)?.is_some_and(|requirement| requirement.waits))
}

/// How far the copy of an application is, as it reads now.
pub(super) fn state_of(conn: &mut Conn, draft: &Draft) -> Result<State, Error> {
    let id = draft.application.id;
    let Some(copy) = store::list_copies(conn, &[id])?.remove(&id) else { return Ok(State::Missing) };
    Ok(state_now(&copy, &document(conn, id)?, draft))
}

/// The same of many: one whose content nobody can have changed since its copy was ready is not read for that.
pub(super) fn states(conn: &mut Conn, applications: &[Application]) -> Result<BTreeMap<Id<Application>, State>, Error> {
    let ids: Vec<Id<Application>> = applications.iter().map(|one| one.id).collect();
    let (copies, documents) = (store::list_copies(conn, &ids)?, store::list_documents(conn, &ids)?);
    let mut found = BTreeMap::new();
    for application in applications {
        let id = application.id;
        let document = documents.get(&id).map(String::as_str).unwrap_or_default();
        let state = match copies.get(&id) {
            None => State::Missing,
            Some(copy) if copy.state(document) != State::Ready || is_untouched(copy, application) => copy.state(document),
            Some(copy) => state_now(copy, document, &intake::draft_of(conn, application.clone())?),
        };
        found.insert(id, state);
    }
    Ok(found)
}

/// The one rule: a copy is of what was received last, and of the very texts and files that stand there now. While parts are open
/// again, a city may write what nobody has looked at.
fn state_now(copy: &CopyHead, document: &str, draft: &Draft) -> State {
    match copy.state(document) {
        State::Ready if copy.content_sha256 != content(draft) => State::Stale,
        state => state,
    }
}

/// Whether nothing can have been written since the copy was said to be ready: no part is open, and nothing was saved.
fn is_untouched(copy: &CopyHead, application: &Application) -> bool {
    !application.is_open_again() && copy.ready_at.is_some_and(|ready| application.updated_at < ready)
}

/// The digest of what was received last.
pub(super) fn document(conn: &mut Conn, id: Id<Application>) -> Result<String, Error> {
    Ok(store::list_documents(conn, &[id])?.remove(&id).unwrap_or_default())
}

fn names(conn: &mut Conn, draft: &Draft) -> Result<Names, Error> {
    Ok(Names::of(draft, &people(conn, draft)?))
}

/// The people of its city, by name and address.
fn people(conn: &mut Conn, draft: &Draft) -> Result<Vec<String>, Error> {
    let people = list_with_city_roles(conn, draft.application.city, CityRole::VARIANTS)?;
    Ok(people.into_iter().flat_map(|person| [person.name, person.email]).collect())
}

/// The names to withhold from those who do not see who applies in an application, in words that others wrote about it; `others`
/// with them.
///
/// # Errors
/// The database's refusal.
pub fn names_of(conn: &mut Conn, application: Id<Application>, others: &[String]) -> Result<Names, Error> {
    let draft = intake::draft(conn, application)?;
    let mut known = people(conn, &draft)?;
    known.extend_from_slice(others);
    Ok(Names::of(&draft, &known))
}

/// A text with what is read in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedText {
    /// The text.
    pub passage: Passage,
    /// As the program would withhold names in it.
    pub proposed: String,
    /// As somebody saved it.
    pub saved: Option<String>,
}

/// A file with what reviewers get of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedFile {
    /// The file.
    pub file: Attachment,
    /// The name under which reviewers get it.
    pub name: String,
    /// What they get.
    pub choice: FileChoice,
}

/// The copy of an application, as staff prepare it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The application.
    pub application: Application,
    /// Its round.
    pub round: Opportunity,
    /// What reviewers know it by.
    pub label: String,
    /// How far the copy is.
    pub state: State,
    /// Who saved it last, and when.
    pub copy: Option<CopyHead>,
    /// Whether reviewers wait for it where names are withheld from them.
    pub waits: bool,
    /// Its texts, in the order in which they are read.
    pub texts: Vec<EditedText>,
    /// Its files.
    pub files: Vec<EditedFile>,
}

/// An application, if its copy is the actor's to prepare.
pub(super) fn open(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Application, Error> {
    let application = intake::by_reference(conn, reference)?;
    let account = actor.account.filter(|_| policy::may_open(actor, &application)).ok_or(Error::Missing)?;
    if store::is_reviewer(conn, (account, application.id))? { Err(Error::Missing) } else { Ok(application) }
}

/// Whether the copy of an application is the actor's to prepare, and names are withheld in some phase of its round.
///
/// # Errors
/// The database's refusal.
pub fn is_to_prepare(conn: &mut Conn, actor: &Actor, application: &Application) -> Result<bool, Error> {
    let Some(account) = actor.account.filter(|_| policy::may_open(actor, application)) else { return Ok(false) };
    let is_blind = panel::list_phases(conn, application.opportunity)?.iter().any(|phase| !phase.flags.applicants);
    Ok(is_blind && !store::is_reviewer(conn, (account, application.id))?)
}

/// The copy of an application.
///
/// # Errors
/// [`Error::Missing`] when there is no such application, or its copy is not the actor's to prepare.
pub fn edited(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Edited, Error> {
    let application = open(conn, actor, reference)?;
    let (id, round) = (application.id, opportunity::opportunity(conn, application.opportunity)?);
    let draft = intake::draft_of(conn, application)?;
    let (label, state) = (label(conn, id)?, state_of(conn, &draft)?);
    let mut prepared = store::prepared(conn, id)?;
    let names = names(conn, &draft)?;
    let texts = passages(&draft).into_iter().map(|passage| EditedText {
        proposed: names.mask(&passage.text),
        saved: prepared.texts.remove(&passage.sha256),
        passage,
    });
    let texts = texts.collect();
    let asked: BTreeSet<Id<Attachment>> = draft.attachments_asked_for().map(|file| file.id).collect();
    let files = (1..).zip(&draft.attachments).filter(|(_, file)| asked.contains(&file.id)).map(|(n, file)| {
        let choice = prepared.file(&file.sha256);
        let kind = match &choice {
            FileChoice::Replaced(other) => Some(other.kind),
            FileChoice::Shown | FileChoice::Withheld => FileKind::of_media_type(&file.media_type),
        };
        EditedFile { file: file.clone(), name: file_name(&label, (&file.slot, n), kind), choice }
    });
    let files = files.collect();
    Ok(Edited {
        waits: is_waited_for(conn, round.id)?,
        copy: store::list_copies(conn, &[id])?.remove(&id),
        application: draft.application,
        round,
        label,
        state,
        texts,
        files,
    })
}

/// An application of a round, with how far its copy is.
#[derive(Clone, Debug)]
pub struct InRound {
    /// The application.
    pub application: Application,
    /// What reviewers know it by, once one was asked.
    pub label: Option<String>,
    /// How far its copy is.
    pub state: State,
    /// Who saved it last, and when.
    pub copy: Option<CopyHead>,
    /// How many people review it.
    pub reviewers: usize,
}

/// The received applications of a round whose copies are the actor's to prepare, by reference.
///
/// # Errors
/// [`Error::Missing`] for whoever prepares none.
pub fn list_round(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>) -> Result<Vec<InRound>, Error> {
    let account = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(Error::Missing)?;
    let own = store::list_reviewed_by(conn, (account, round))?;
    let mut applications = intake::list_submitted(conn, round)?;
    applications.retain(|one| policy::may_open(actor, one) && !own.contains(&one.id));
    applications.sort_by(|one, other| one.reference.cmp(&other.reference));
    let ids: Vec<Id<Application>> = applications.iter().map(|one| one.id).collect();
    let (states, mut copies) = (states(conn, &applications)?, store::list_copies(conn, &ids)?);
    let (drawn, reviewed) = (store::list_lots(conn, &ids)?, store::list_reviewed(conn, round)?);
    let mut labels = labels(conn, &ids)?;
    let rows = applications.into_iter().map(|application| {
        let id = application.id;
        InRound {
            label: labels.remove(&id).filter(|_| drawn.contains_key(&id)),
            state: states.get(&id).copied().unwrap_or(State::Missing),
            copy: copies.remove(&id),
            reviewers: reviewed.get(&id).copied().unwrap_or(0),
            application,
        }
    });
    Ok(rows.collect())
}
