//! The screen for a projector: what is on the table in large type, without names of reviewers and, in a phase that withholds
//! them, of applicants; how the votes came out once they are closed; and the running total.

use super::{EVERY, LEADERS};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::meeting::{self, Meeting, OnTable, Opened, Running, Stage};
use crate::panel::{self, Scores};
use crate::people::Actor;
use crate::review::{self, Reading};
use crate::templates::Page;
use crate::web::fields::SummaryRow;
use crate::web::sheet::Link;
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/meetings/{meeting}/screen", Access::Fund(LEADERS), show)]
}

/// The page.
#[derive(Serialize)]
struct ScreenPage {
    back: Link,
    live: String,
    seconds: u32,
    title: String,
    heading: String,
    lead: String,
    facts: Vec<SummaryRow>,
    running: String,
}

impl Page for ScreenPage {
    const TEMPLATE: &'static str = "desk/meetings/screen";

    fn title(&self) -> String {
        format!("Screen – {}", self.title)
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let page = |facts: Vec<SummaryRow>| Self {
            back: Link::new("/desk/meetings", "Back to the meeting"),
            live: "/desk/meetings".into(),
            seconds: EVERY,
            title: "Panel meeting".into(),
            heading: "UDF-2027-0001".into(),
            lead: "Sister city training".into(),
            facts,
            running: "$0.00 of $0.00 is recommended; $0.00 is left.".into(),
        };
        vec![page(vec![SummaryRow::new("Asked for", "$8,000.00")]), page(vec![])]
    }
}

fn load(conn: &mut Conn, actor: &Actor, id: Id<Meeting>, now: Timestamp) -> Result<(Meeting, OnTable, Running), Error> {
    let meeting = meeting::meeting(conn, actor, id)?;
    let mut table = meeting::on_table(conn, actor, &meeting, now)?;
    // A room reads it: what the phase withholds from anybody in it stands there for nobody, whatever whoever leads may read.
    if let OnTable::Open(opened) = &mut table {
        let flags = panel::flags_now(conn, meeting.round, now)?;
        if !flags.applicants && !opened.reading.is_blind {
            opened.reading = Reading::blind(conn, opened.reading.draft.clone())?;
        }
        let is_for_all = match flags.scores {
            Scores::Always => true,
            Scores::AfterOwn => review::standing(conn, opened.item.application)?.owed == 0,
            Scores::Never => false,
        };
        if !is_for_all {
            opened.reviews.clear();
        }
    }
    let running = meeting::running(conn, actor, &meeting)?;
    Ok((meeting, table, running))
}

/// What everybody in the room may read.
fn facts(opened: &Opened) -> Vec<SummaryRow> {
    let draft = &opened.reading.draft;
    let mut rows = vec![
        SummaryRow::new("City", &draft.application.city_name),
        SummaryRow::new("Asked for", &draft.application.shown_total(draft.is_concept_note())),
        SummaryRow::new("Reviews", &super::run::reviews(opened)),
    ];
    for counted in &opened.votes {
        let spread = counted.tally.as_ref().map(|tally| format!("\n{}", tally.spread())).unwrap_or_default();
        rows.push(SummaryRow::new("Vote", &format!("{}{spread}", super::words::vote(counted))));
    }
    rows.extend(opened.outcome.as_ref().map(|outcome| SummaryRow::new("Panel", &outcome.told(opened.stage))));
    rows
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>) -> Result<HttpResponse, Problem> {
    let (actor, id, now) = (viewer.actor(), *id, app.now());
    let (meeting, table, running) = app.read(move |conn| load(conn, &actor, id, now)).await?;
    let (heading, lead, rows) = match &table {
        OnTable::Open(opened) => (opened.reading.label.clone(), opened.reading.draft.application.shown_title().to_owned(), facts(opened)),
        OnTable::Nothing if meeting.stage == Stage::Open => (meeting.title.clone(), "Nothing is on the table.".to_owned(), vec![]),
        OnTable::Nothing => (meeting.title.clone(), format!("{}.", meeting.stage.label()), vec![]),
        OnTable::Closed | OnTable::Undeclared(_) => {
            (meeting.title.clone(), "The meeting goes on with the next application.".to_owned(), vec![])
        }
    };
    let page = ScreenPage {
        back: Link::new(format!("/desk/meetings/{id}"), "Back to the meeting"),
        live: format!("/desk/meetings/{id}/screen"),
        seconds: EVERY,
        title: meeting.title,
        heading,
        lead,
        facts: rows,
        running: running.words(),
    };
    app.page(&viewer, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ScreenPage>();
    }
}
