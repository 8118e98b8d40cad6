//! `/desk/lottery/{slug}`: draws by lot in a round; `/desk/lottery`: in which rounds there are any. What is announced, the draws with their pools, the form that announces
//! one, and for another person the form that makes it. What it would draw is shown to nobody before.

use super::ranking;
use super::releases::when;
use crate::db::Error;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::datetime;
use crate::lottery::{self, AnnounceError, Band, CancelError, Draw, DrawLotsError, End, NoBand, Standing, Typed, Wish, policy};
use crate::people::FundRole::{self, ApprovingOfficial, Auditor, Chair, ProgramOfficer};
use crate::reporting::ranking::Scope;
use crate::web::access::Access;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::public::draws;
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: &[FundRole] = &[ProgramOfficer, Chair, ApprovingOfficial, Auditor];
const PREPARERS: &[FundRole] = &[ProgramOfficer, Chair];
const DRAWERS: &[FundRole] = &[ProgramOfficer, Chair, ApprovingOfficial];
const HERE: &str = "/desk/lottery";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/lottery", Access::Fund(READERS), list),
        get("/desk/lottery/{slug}", Access::Fund(READERS), show),
        post("/desk/lottery/{slug}/announce", Access::Fund(PREPARERS), announce),
        post("/desk/lottery/{slug}/draw", Access::Fund(DRAWERS), draw),
        post("/desk/lottery/{slug}/cancel", Access::Fund(DRAWERS), cancel),
    ]
}

/// The link to the draws of a round, where there is something to say about them.
pub(super) fn link(doors: Doors<'_>, standing: &Standing) -> Option<Link> {
    doors.link(format!("{HERE}/{}", standing.round.slug), "Draw by lot").filter(|_| standing.is_of_use())
}

/// What the ranking says of draws.
pub(super) fn told(standing: &Standing) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(open) = standing.open() {
        let (size, at) = (open.lots.len(), datetime(open.public.at, open.public.zone));
        said.push(format!("A draw by lot among {size} applications is announced. It can be made from {at} on."));
    }
    if let Some((draw, drawn)) = standing.last_drawn().and_then(|draw| Some((draw, draw.drawn()?))) {
        let (size, at) = (draw.lots.len(), datetime(drawn.at, draw.public.zone));
        said.push(format!("Of {size} applications that the line cut, {} were chosen by lot on {at}: it stands beside each.", drawn.chosen));
    }
    if said.is_empty() && standing.announced.is_some() {
        said.push("The round announced that those whom the line cuts may be drawn by lot.".to_owned());
    }
    said
}

/// What the ranking says beside an application that was drawn.
pub(super) fn drawn_as(standing: &Standing, reference: &str) -> Option<String> {
    let draw = standing.last_drawn()?;
    match draw.place_of(reference) {
        Some((place, is_chosen)) => {
            Some(format!("Drawn as number {place}: {}", if is_chosen { "chosen by lot" } else { "not chosen by lot" }))
        }
        None => draw.lots.iter().any(|lot| lot.reference == reference).then(|| "In the pool, and not drawn".to_owned()),
    }
}

/// What was typed, and what is wrong with it.
type Entered<'a> = (&'a Form, &'a [FieldError]);

/// The rounds with draws, for whoever looks for them without the ranking.
async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let rounds = app.read(move |conn| lottery::list_rounds(conn, &actor)).await?;
    let doors = Doors::of(&viewer.actor);
    let columns = vec![Column::text("Round"), Column::number("Draws"), Column::text("Now")];
    let rows = rounds.iter().map(|standing| {
        let now = match (standing.open(), standing.last_drawn()) {
            (Some(open), _) => Status::active(format!("To be made from {} on", datetime(open.public.at, open.public.zone))),
            (None, Some(_)) => Status::done("Made"),
            (None, None) if standing.draws.is_empty() => Status::quiet("Announced by the round, none prepared"),
            (None, None) => Status::quiet("Called off"),
        };
        let round = &standing.round;
        vec![
            doors.cell(&round.title, format!("{HERE}/{}", round.slug)).heading(),
            Cell::number(standing.draws.len().to_string()),
            Cell::status(now),
        ]
    });
    let table = Table::new("rounds", "Rounds", columns).empty("No round announced that lots may decide.").rows(rows);
    let mut sheet = Sheet::new("Draws by lot", &[])
        .lead("Who of those whom the funding line cuts is chosen, where a round announced before its deadline that lots decide.")
        .with(Section::new("Rounds").table(table));
    if let Some(back) = doors.link("/desk", "Desk").or_else(|| doors.link("/panel", "Reviews")) {
        sheet = sheet.back(back.href, back.label);
    }
    app.page(&viewer, &sheet)
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, (&Form::default(), &[])).await
}

async fn page(app: &App, viewer: &Viewer, slug: &str, entered: Entered<'_>) -> Result<HttpResponse, Problem> {
    let (actor, wanted, now) = (viewer.actor(), slug.to_owned(), app.now());
    let read = app.read(move |conn| {
        let standing = lottery::of_round(conn, &actor, &wanted)?;
        let has_changed = match standing.open() {
            Some(open) => lottery::has_ranking_changed(conn, &actor, (&wanted, now), open)?,
            None => false,
        };
        Ok::<_, Error>((standing, has_changed))
    });
    let (standing, has_changed) = read.await?;
    let (doors, title) = (Doors::of(&viewer.actor), &standing.round.title);
    let mut sheet = Sheet::new("Draw by lot", entered.1)
        .about(title)
        .lead(format!("{title}: among those whom the funding line cuts, lots can decide if the round announced it before its deadline."));
    if let Some(back) = doors.link(format!("/desk/ranking/{slug}"), "Ranking of the round") {
        sheet = sheet.back(back.href, back.label);
    }
    sheet = sheet.with(announcement(&standing));
    if let Some(open) = standing.open() {
        sheet = sheet.with(to_make((app, viewer), &standing, open, entered));
        sheet = sheet.with_some(to_cancel((app, viewer), &standing, open, entered));
    } else if may_announce(viewer, &standing, app) {
        let band = band(app, viewer, slug).await?;
        sheet = sheet.with(to_announce(app, &standing, band, entered));
    }
    for draw in &standing.draws {
        sheet = sheet.with(one(draw, doors, has_changed && draw.is_open()));
    }
    if entered.1.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// Whether a draw can be announced by the viewer now, if there is a pool.
fn may_announce(viewer: &Viewer, standing: &Standing, app: &App) -> bool {
    policy::may_prepare(&viewer.actor) && standing.announced.is_some() && standing.round.closes.has_passed(app.now())
}

/// The pool as it is now, or why there is none. The ranking is evaluated while no connection is borrowed.
async fn band(app: &App, viewer: &Viewer, slug: &str) -> Result<Result<Band, NoBand>, Problem> {
    let (round, outcome) = ranking::evaluated(app, viewer, slug, Scope::Open).await?;
    match lottery::band(&round, &outcome) {
        Err(NoBand::Db(e)) => Err(e.into()),
        other => Ok(other),
    }
}

fn announcement(standing: &Standing) -> Section {
    let section = Section::new("What the round announced");
    match &standing.announced {
        Some(text) => section.text(text),
        None => section.text(
            "The version of the round that applied at its deadline announces no draw by lot, so that none can be made. People decide, with reasons.",
        ),
    }
}

fn to_announce(app: &App, standing: &Standing, band: Result<Band, NoBand>, (form, errors): Entered<'_>) -> Section {
    let is_another = !standing.draws.is_empty();
    let section = Section::new(if is_another { "Announce another draw" } else { "Announce a draw" });
    let band = match band {
        Ok(band) => band,
        Err(why) => return section.text(why.to_string()),
    };
    let columns = vec![Column::text("Application"), Column::number("Asked for")];
    let rows = band.lots.iter().map(|lot| vec![Cell::text(&lot.reference).heading(), Cell::number(lot.amount.to_string())]);
    let mut section = section
        .text("These are in the pool: those whom the line cuts now. Announcing freezes the pool, makes a secret that nobody sees before the draw, and publishes all but that at once. Nothing of it can be changed.");
    if band.owed > 0 {
        section =
            section.text(format!("Reviews are still owed in this round ({}). Whatever they change, an announced pool stays.", band.owed));
    }
    let action = format!("{HERE}/{}/announce", standing.round.slug);
    let table = Table::new("band", "Those whom the line cuts now", columns).rows(rows.collect::<Vec<_>>());
    let inputs = inputs(&band, (standing, is_another), (form, errors));
    section.table(table).form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Announce the draw", inputs))
}

fn inputs(band: &Band, (standing, is_another): (&Standing, bool), (form, errors): Entered<'_>) -> Vec<Input> {
    let many = if form.has("many") { form.text("many") } else { "money".to_owned() };
    let money = format!("As many are chosen as {} pays, in the order drawn", band.left);
    let (on, at) = when::day_and_time(form, errors, standing.round.closes.zone);
    let source = "A number that many people see and nobody can choose: of which kind, of which day or round, and where it is published. Such as: drand, network quicknet, round 5512345, its randomness in hexadecimal, at api.drand.sh.";
    let mut inputs = vec![
        Input::hidden("seen", &band.ranking_sha256),
        Input::radios(
            Choices::new("many", "Who is chosen?", [("money", money), ("count", "A number of them".to_owned())])
                .chosen(&many)
                .errors(errors),
        ),
        Input::line(
            Field::new("count", "How many?")
                .hint("Only for a number of them.")
                .numeric()
                .value(form.text("count"))
                .optional()
                .errors(errors),
        ),
        Input::area(
            Field::new("source", "Which public number decides?")
                .hint(source)
                .limit(1_000)
                .rows(4)
                .value(form.text("source"))
                .errors(errors),
        ),
        Input::date(on.hint("When the number will be public at the latest. Nobody may know it yet.")),
        Input::line(at),
    ];
    if is_another {
        let reason = Field::new("reason", "Why is there another draw?").hint("Everybody reads it. The draws before stay published.");
        inputs.push(Input::area(reason.limit(1_000).rows(3).value(form.text("reason")).errors(errors)));
    }
    inputs
}

/// The form that makes the open draw, for another person than the one who prepared it, from its instant on.
fn to_make((app, viewer): (&App, &Viewer), standing: &Standing, open: &Draw, (form, errors): Entered<'_>) -> Section {
    let section = Section::new("Make the draw");
    let at = datetime(open.public.at, open.public.zone);
    if app.now() < open.public.at {
        return section
            .text(format!("The draw can be made from {at} on, when the number is public, by another person than {}.", open.by_name));
    }
    if standing.is_own {
        return section
            .text("You prepared this draw, so that another person must make it: a program officer, a chair or an approving official.");
    }
    if !policy::may_draw(&viewer.actor) {
        return section.text("The draw waits to be made by a program officer, a chair or an approving official.");
    }
    let agree = "I read this number there myself, and know that it cannot be corrected";
    let number = "As it is published. Spaces, commas and hyphens between its parts count alike; capital letters count as small ones.";
    let inputs = vec![
        Input::hidden("draw", &open.id.text()),
        Input::line(Field::new("number", "The public number").hint(number).value(form.text("number")).errors(errors)),
        Input::line(Field::new("again", "The public number again").value(form.text("again")).errors(errors)),
        Input::line(
            Field::new("origin", "Where did you read it?")
                .hint("Such as the address of the page.")
                .value(form.text("origin"))
                .errors(errors),
        ),
        Input::checkboxes(Choices::one("confirmed", "Your word", agree).chosen(&form.text("confirmed")).errors(errors)),
    ];
    let action = format!("{HERE}/{}/draw", standing.round.slug);
    section
        .text(format!("The number is public since {at}. It decides: {}", open.source))
        .text("Read it where that says and type it twice. What it draws is shown to everybody at once, with the secret; nobody sees it before.")
        .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Make the draw", inputs))
}

fn to_cancel((app, viewer): (&App, &Viewer), standing: &Standing, open: &Draw, (form, errors): Entered<'_>) -> Option<Section> {
    let reason = Field::new("reason", "Why is it called off?").limit(1_000).rows(3).value(form.text("reason")).errors(errors);
    let inputs = vec![Input::hidden("draw", &open.id.text()), Input::area(reason)];
    let action = format!("{HERE}/{}/cancel", standing.round.slug);
    let form = SheetForm::new(action, FormKeys::new(app.fresh_key()), "Call the draw off", inputs).quiet();
    let told = "Everybody reads the reason, and the secret, so that what it would have drawn can be found. Another draw can be announced then, with a reason.";
    policy::may_draw(&viewer.actor).then(|| Section::new("Call the draw off").text(told).form(form))
}

/// One draw with its pool.
fn one(draw: &Draw, doors: Doors<'_>, has_changed: bool) -> Section {
    let zone = draw.public.zone;
    let mut facts = vec![
        SummaryRow::new("Announced", &format!("{}, by {}", datetime(draw.at, zone), draw.by_name)),
        SummaryRow::new("Who is chosen", &draw.rule()),
        SummaryRow::new("What decides", &format!("{}\nPublic on {}", draw.source, datetime(draw.public.at, zone))),
    ];
    if !draw.reason.is_empty() {
        facts.push(SummaryRow::new("Why there is another draw", &draw.reason));
    }
    let end = match &draw.end {
        None => "Waits for its number".to_owned(),
        Some(End::Drawn(drawn)) => format!("Made on {}, by {}\n{} are chosen", datetime(drawn.at, zone), drawn.by_name, drawn.chosen),
        Some(End::Cancelled(it)) => format!("Called off on {}, by {}\n{}", datetime(it.at, zone), it.by_name, it.reason),
    };
    facts.push(SummaryRow::new("What came of it", &end));
    let mut section = Section::new(format!("Draw {}", draw.n)).facts(facts);
    if has_changed {
        section = section.text("The ranking has changed since this pool was announced. The pool stays as it is: it was published, and what is drawn from it can be drawn again.");
    }
    section.table(lots(draw, doors)).link(draws::href(draw), format!("Draw {} as everybody sees it", draw.n))
}

fn lots(draw: &Draw, doors: Doors<'_>) -> Table {
    let columns = vec![Column::text("Application"), Column::number("Number"), Column::number("Asked for"), Column::text("Drawn as")];
    let rows = draw.lots.iter().zip(1..).map(|(lot, n): (_, usize)| {
        let drawn = match draw.place_of(&lot.reference) {
            Some((place, true)) => Cell::status(Status::good(format!("{place}: chosen"))),
            Some((place, false)) => Cell::status(Status::quiet(format!("{place}: not chosen"))),
            None => Cell::text("–"),
        };
        vec![
            doors.cell(&lot.reference, format!("/desk/applications/{}", lot.reference)).heading(),
            Cell::number(n.to_string()),
            Cell::number(lot.amount.to_string()),
            drawn,
        ]
    });
    Table::new(&format!("draw-{}", draw.n), format!("Pool of draw {}", draw.n), columns).rows(rows.collect::<Vec<_>>())
}

async fn announce(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted, typed, vault) = (viewer.actor(), slug.to_string(), form.clone(), app.vault.clone());
    let (reader, round) = (viewer.actor(), slug.to_string());
    let standing = app.read(move |conn| lottery::of_round(conn, &reader, &round)).await?;
    if standing.announced.is_none() {
        return Err(AnnounceError::NotAnnounced.into());
    }
    let band = band(&app, &viewer, &slug).await??;
    let zone = standing.round.closes.zone;
    let done = app.submit(&viewer, &form, move |tx| {
        let wish = Wish {
            many: typed.text("many"),
            count: typed.text("count"),
            source: typed.text("source"),
            public_at: when::instant(&typed, zone),
            reason: typed.text("reason"),
            seen: typed.text("seen"),
        };
        lottery::announce(tx, &vault, &actor, &wanted, (&band, &wish))?;
        Ok::<_, AnnounceError>(format!("{HERE}/{wanted}?done=lottery-announced"))
    });
    match done.await {
        Err(e @ AnnounceError::Changed) => page(&app, &viewer, &slug, (&form, &[FieldError::new("many", e.to_string())])).await,
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn draw(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted, vault) = (viewer.actor(), slug.to_string(), app.vault.clone());
    let id = form.text("draw").parse().map_err(|_| Problem::missing())?;
    let typed =
        Typed { number: form.text("number"), again: form.text("again"), origin: form.text("origin"), has_confirmed: form.has("confirmed") };
    let done = app.submit(&viewer, &form, move |tx| {
        lottery::draw_lots(tx, &vault, &actor, id, &typed)?;
        Ok::<_, DrawLotsError>(format!("{HERE}/{wanted}?done=lottery-drawn"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn cancel(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted, vault) = (viewer.actor(), slug.to_string(), app.vault.clone());
    let (id, reason) = (form.text("draw").parse().map_err(|_| Problem::missing())?, form.text("reason"));
    let done = app.submit(&viewer, &form, move |tx| {
        lottery::cancel(tx, &vault, &actor, id, &reason)?;
        Ok::<_, CancelError>(format!("{HERE}/{wanted}?done=lottery-cancelled"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
