//! One proposal: what it changes, what the checks say now, and, for another person than its
//! proposer, the buttons that publish or refuse it.

use super::HERE;
use super::preview::Looked;
use super::words::moment;
use crate::db::{self, Conn};
use crate::kernel::{FieldError, Id};
use crate::people::Actor;
use crate::process::{self, InUse};
use crate::web::fields::{Field, FormKeys, Status, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use crate::workflow::{self, DecideProposalError, Ground, Proposal, ProposalStage, Standing, policy};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn status(stage: ProposalStage) -> Status {
    match stage {
        ProposalStage::Proposed => Status::active("Waits for a second person"),
        ProposalStage::Published => Status::good("Published"),
        ProposalStage::Refused => Status::warning("Refused"),
        ProposalStage::Superseded => Status::quiet("Another proposal took its place"),
    }
}

struct Found {
    proposal: Proposal,
    used: Option<InUse>,
    standings: Vec<Standing>,
    is_own: bool,
}

fn load(conn: &mut Conn, actor: &Actor, id: Id<Proposal>) -> Result<Found, db::Error> {
    let proposal = workflow::proposal(conn, id)?;
    let used = match process::version_in_use(conn, &proposal.name) {
        Ok(used) => Some(used),
        Err(db::Error::Missing) => None,
        Err(e) => return Err(e),
    };
    let own = actor.account.map(|id| id.text()).unwrap_or_default();
    let is_own = workflow::are_one_person(conn, &own, &proposal.proposed.account)?;
    Ok(Found { standings: workflow::list_standings(conn, &actor.walls.ids())?, proposal, used, is_own })
}

fn parsed(id: &str) -> Result<Id<Proposal>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, parsed(&id)?, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: Id<Proposal>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let found = app.read(move |conn| load(conn, &actor, id)).await?;
    let proposal = &found.proposal;
    let source = workflow::parse(&format!("{}.toml", proposal.name), &proposal.source);
    let title = source.as_ref().map_or(proposal.name.as_str(), |source| source.definition.title());
    let sheet = Sheet::new(format!("{title} {}", proposal.version), errors)
        .about("Proposal")
        .back(format!("{HERE}/{}", proposal.name), title)
        .with(facts(app, proposal));
    let source = match &source {
        Ok(source) => source,
        Err(e) => return Ok(sheet.with(Section::new("The definition").text(format!("It cannot be read any more. {e}")))),
    };
    let people = app.read(workflow::staff).await?;
    let findings = workflow::check_with_people(source, &super::vocabulary(), &people);
    let is_sound = !workflow::has_faults(&findings);
    let sheet = sheet.with(actions(app, &viewer.actor, (&found, is_sound), (form, errors)));
    // A published version is what is in use, or was: it is compared with nothing.
    let used = found.used.as_ref().filter(|used| used.hash != proposal.definition_hash);
    let looked = Looked {
        new: &source.definition,
        findings: &findings,
        used: used.map_or(Some(&source.definition), |used| Some(&*used.definition)),
        standings: &found.standings,
    };
    Ok(looked.on(sheet))
}

fn facts(app: &App, proposal: &Proposal) -> Section {
    let zone = app.settings.fund.zone();
    let mut rows = vec![
        SummaryRow::new("State", &status(proposal.stage).text),
        SummaryRow::new("Proposed by", &format!("{}, {}", proposal.proposed.name, moment(proposal.proposed.at, zone))),
    ];
    if let Some(by) = &proposal.decided {
        let key = match proposal.stage {
            ProposalStage::Published => "Published by",
            ProposalStage::Refused => "Refused by",
            ProposalStage::Proposed | ProposalStage::Superseded => "Another was proposed by",
        };
        rows.push(SummaryRow::new(key, &format!("{}, {}", by.name, moment(by.at, zone))));
    }
    if let Some(reason) = &proposal.reason {
        rows.push(SummaryRow::new("Why it was refused", reason));
    }
    rows.push(SummaryRow::new("SHA-256 of the definition", &proposal.definition_hash));
    Section::new("The proposal").facts(rows)
}

fn actions(app: &App, actor: &Actor, (found, is_sound): (&Found, bool), (form, errors): (&Form, &[FieldError])) -> Section {
    let section = Section::new("Next step");
    let to = |step: &str| format!("{HERE}/proposals/{}/{step}", found.proposal.id);
    let keys = || FormKeys::new(app.fresh_key());
    match found.proposal.stage {
        ProposalStage::Published => section.text("It is published. A mistake in it is mended by another proposal."),
        ProposalStage::Refused => section.text("It was refused. If it is still needed, it is proposed again."),
        ProposalStage::Superseded => section
            .text("A later proposal took its place.")
            .link(format!("{HERE}/{}", found.proposal.name), "See what is proposed and in use"),
        ProposalStage::Proposed if found.is_own => {
            section.text("You proposed this version. It waits for another person to publish or refuse it.")
        }
        ProposalStage::Proposed if policy::decides(actor) => {
            let why = Field::new("why", "Why is it refused?").value(form.text("why")).limit(500).rows(3).errors(errors);
            let section = if is_sound {
                section.text("When you publish it, every new case begins on it. Cases that run are not touched.").form(SheetForm::new(
                    to("publish"),
                    keys(),
                    "Publish this version",
                    vec![],
                ))
            } else {
                section.text("It does not pass the checks as things are now, and cannot be published before what they found is mended.")
            };
            section.form(SheetForm::new(to("refuse"), keys(), "Refuse this version", vec![Input::area(why)]).quiet())
        }
        ProposalStage::Proposed => {
            section.text("Waits for another administrator, program officer or approving official to publish or refuse it.")
        }
    }
}

pub(super) async fn publish(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = parsed(&id)?;
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        let name = workflow::proposal(tx, id)?.name;
        let (vocabulary, shipped) = (super::vocabulary(), process::find_shipped(&name)?);
        let ground = Ground { vocabulary: &vocabulary, shipped: shipped.as_ref(), compared_with: None };
        workflow::publish_proposal(tx, &actor, id, &ground)?;
        Ok::<_, DecideProposalError>(format!("{HERE}/proposals/{id}?done=workflow-published"))
    });
    Ok(done.await?)
}

pub(super) async fn refuse(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = parsed(&id)?;
    let (actor, why) = (viewer.actor(), form.text("why"));
    let done = app.submit(&viewer, &form, move |tx| {
        workflow::refuse_proposal(tx, &actor, id, &why)?;
        Ok::<_, DecideProposalError>(format!("{HERE}/proposals/{id}?done=workflow-refused"))
    });
    match done.await {
        Err(e @ DecideProposalError::ReasonMissing) => {
            let errors = [FieldError::new("why", e.to_string())];
            let sheet = sheet(&app, &viewer, id, (&form, &errors)).await?;
            app.page_with_mistakes(&viewer, &sheet)
        }
        other => Ok(other?),
    }
}
