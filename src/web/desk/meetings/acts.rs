//! What whoever leads a meeting does: each button is one operation, and leads back to the page of the meeting.

use super::{LEADERS, show, words};
use crate::db::Tx;
use crate::kernel::{Id, Kind, Refusal};
use crate::meeting::{self, Agreement, Conclusion, Item, Meeting, MeetingError};
use crate::people::{Account, Actor};
use crate::web::{Access, App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

const WHO: Access = Access::Fund(LEADERS);

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/desk/meetings/{meeting}/change", WHO, change),
        post("/desk/meetings/{meeting}/cancel", WHO, cancel),
        post("/desk/meetings/{meeting}/open", WHO, open),
        post("/desk/meetings/{meeting}/close", WHO, close),
        post("/desk/meetings/{meeting}/order", WHO, order),
        post("/desk/meetings/{meeting}/table", WHO, put),
        post("/desk/meetings/{meeting}/attendance", WHO, attend),
        post("/desk/meetings/{meeting}/votes", WHO, open_vote),
        post("/desk/meetings/{meeting}/votes/close", WHO, close_vote),
        post("/desk/meetings/{meeting}/notes", WHO, note),
        post("/desk/meetings/{meeting}/consensus", WHO, agree),
        post("/desk/meetings/{meeting}/outcome", WHO, conclude),
    ]
}

/// The form of a page of a meeting, as it was sent.
struct Sent {
    app: Data<App>,
    viewer: Viewer,
    id: Id<Meeting>,
    form: Form,
}

impl Sent {
    fn new(app: Data<App>, viewer: Viewer, id: &Path<Id<Meeting>>, form: Form) -> Self {
        Self { app, viewer, id: **id, form }
    }

    /// What a hidden field or a list names.
    fn named<T>(&self, field: &str) -> Result<Id<T>, Problem> {
        let text = self.form.text(field);
        if text.is_empty() {
            let told = "Nothing was chosen. Go back, choose from the list and press the button again.";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is a problem", told));
        }
        text.parse().map_err(|_| Problem::missing())
    }

    /// Does it once, and goes back to the meeting with these words; mistakes are shown where they were made.
    async fn does(
        self,
        done: &'static str,
        mut f: impl FnMut(&mut Tx<'_>, &Actor) -> Result<(), MeetingError> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let Self { app, viewer, id, form } = self;
        let actor = viewer.actor();
        let outcome: Result<HttpResponse, MeetingError> =
            app.submit(&viewer, &form, move |tx| f(tx, &actor).map(|()| format!("/desk/meetings/{id}?{done}"))).await;
        match outcome {
            Err(e) if e.kind() == Kind::Invalid => show::page(&app, &viewer, id, (&form, &e.mistakes())).await,
            other => Ok(other?),
        }
    }
}

async fn change(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, new, seen) = (sent.id, words::read(&sent.form, sent.app.settings.fund.zone()), sent.form.version());
    sent.does("done=meeting-changed", move |tx, actor| meeting::change(tx, actor, id, (&new, seen))).await
}

async fn cancel(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, why, seen) = (sent.id, sent.form.text("why"), sent.form.version());
    sent.does("done=meeting-cancelled", move |tx, actor| meeting::cancel(tx, actor, id, (&why, seen))).await
}

async fn open(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let id = sent.id;
    sent.does("done=meeting-opened", move |tx, actor| meeting::open(tx, actor, id)).await
}

async fn close(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let id = sent.id;
    sent.does("done=meeting-closed", move |tx, actor| meeting::close(tx, actor, id)).await
}

async fn order(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item, to) = (sent.id, sent.named::<Item>("moved")?, sent.form.text("to"));
    sent.does("done=meeting-ordered", move |tx, actor| meeting::reorder(tx, actor, id, (item, &to))).await
}

async fn put(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item) = (sent.id, sent.named::<Item>("item")?);
    sent.does("done=meeting-tabled", move |tx, actor| meeting::put(tx, actor, id, item)).await
}

async fn attend(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, who, is_here) = (sent.id, sent.named::<Account>("who")?, sent.form.text("here") == "yes");
    sent.does("done=meeting-attended", move |tx, actor| meeting::attend(tx, actor, (id, who), is_here)).await
}

async fn open_vote(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item, turn) = (sent.id, sent.named::<Item>("item")?, sent.form.text("turn"));
    sent.does("done=meeting-vote-opened", move |tx, actor| meeting::open_vote(tx, actor, (id, item), &turn)).await
}

async fn close_vote(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, vote) = (sent.id, sent.named::<meeting::Vote>("vote")?);
    sent.does("done=meeting-vote-closed", move |tx, actor| meeting::close_vote(tx, actor, id, vote)).await
}

async fn note(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item, body) = (sent.id, sent.named::<Item>("item")?, sent.form.text("note"));
    sent.does("done=meeting-noted", move |tx, actor| meeting::note(tx, actor, (id, item), &body)).await
}

async fn agree(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item) = (sent.id, sent.named::<Item>("item")?);
    let scores = sent.form.fields().iter().filter_map(|(name, score)| Some((name.strip_prefix("agreed-")?.to_owned(), score.clone())));
    let new = Agreement { scores: scores.collect(), reason: sent.form.text("why-agreed") };
    sent.does("done=meeting-agreed", move |tx, actor| meeting::agree(tx, actor, (id, item), &new)).await
}

async fn conclude(app: Data<App>, viewer: Viewer, id: Path<Id<Meeting>>, form: Form) -> Result<HttpResponse, Problem> {
    let sent = Sent::new(app, viewer, &id, form);
    let (id, item) = (sent.id, sent.named::<Item>("item")?);
    let new = Conclusion {
        verdict: sent.form.text("verdict"),
        amount: sent.form.money("amount"),
        sentence: sent.form.text("sentence"),
        reason: sent.form.text("outcome-reason"),
    };
    sent.does("done=meeting-concluded", move |tx, actor| meeting::conclude(tx, actor, (id, item), &new)).await
}
