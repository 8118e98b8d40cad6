//! The page of one comparison.

use super::{HERE, back};
use crate::charts::BarChart;
use crate::places;
use crate::reporting::disparity::{self, Disparity, Group, Measure, Part};
use crate::web::desk::fact_words::spelled;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// What stands where nothing is judged.
const DASH: &str = "–";

pub(super) async fn of_round(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let (round, found) = app.long_read(move |conn| disparity::disparity_of_round(conn, &actor, &slug)).await?;
    let doors = Doors::of(&viewer.actor);
    let year = disparity::year_of(&round);
    let links = Section::new("More")
        .link_some(doors.link(format!("/desk/ranking/{}", round.slug), "Ranking of the round"))
        .link_some(doors.link(format!("{HERE}/year/{year}"), format!("All rounds that close in {year} together")))
        .link_some(doors.link(HERE, "Other rounds and years"));
    let sheet = sheet(&app, &found, (&round.title, &format!("{HERE}/{}", round.slug))).with(links);
    app.page(&viewer, &back(sheet, doors))
}

pub(super) async fn of_year(app: Data<App>, viewer: Viewer, year: Path<String>) -> Result<HttpResponse, Problem> {
    let year: i32 = year.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app.long_read(move |conn| disparity::disparity_of_year(conn, &actor, year)).await?;
    let doors = Doors::of(&viewer.actor);
    let links = Section::new("More").link_some(doors.link(HERE, "Other rounds and years"));
    let sheet = sheet(&app, &found, (&about_year(year), &format!("{HERE}/year/{year}")));
    let rounds = Section::new("Rounds").items(found.rounds.clone());
    app.page(&viewer, &back(sheet.with(rounds).with(links), doors))
}

/// What a comparison of a year is called.
pub(super) fn about_year(year: i32) -> String {
    format!("All rounds that close in {year}")
}

fn sheet(app: &App, found: &Disparity, (about, address): (&str, &str)) -> Sheet {
    let mut sheet = Sheet::new("Disparity", &[]).about(about).lead(format!("{about}: {}", found.sentence()));
    for part in &found.parts {
        sheet = sheet.with(section(part, found));
    }
    let file = |format: &str, label: &str| {
        let inputs = vec![Input::hidden("format", format)];
        SheetForm::new(format!("{address}/file"), FormKeys::new(app.fresh_key()), label, inputs).quiet()
    };
    let reading = found.reading();
    sheet
        .with(Section::new("How to read this").items(reading).text(format!("{}. Terms: {}.", places::ATTRIBUTION, found.policy.name)))
        .with(
            Section::new("This view as a file")
                .text("All its tables with the same numbers. It is recorded that you took it out.")
                .form(file("xlsx", "Download as XLSX"))
                .form(file("csv", "Download as CSV")),
        )
}

/// One measure by one grouping: the sentence, the flags, the chart of what is judged, the table of everything.
fn section(part: &Part, found: &Disparity) -> Section {
    let sentence = part.sentence(found.policy);
    let mut section =
        Section::new(part.heading()).text(&sentence).items(part.flags(found.policy)).table(table(part, &found.policy.threshold()));
    if let Some(small) = part.too_few(found.policy) {
        section = section.text(small);
    }
    let judged: Vec<_> = part.groups.iter().filter_map(|group| group.standing.rate.map(|rate| (group, rate.thousandths()))).collect();
    if judged.len() < 2 {
        return section;
    }
    let highest = judged.iter().find(|(group, _)| group.standing.is_highest).map(|(_, [rate, ..])| *rate);
    let mark = highest.map(|rate| rate * i64::from(found.policy.ratio_hundredths) / 100);
    let bars = judged.iter().map(|(group, rates)| (group.label.clone(), bar_words(group), *rates));
    let message = format!("{}: rate and 95% interval of each group", part.heading());
    let line = if mark.is_some() {
        format!(" The dashed line stands at {} of the highest rate.", found.policy.threshold())
    } else {
        String::new()
    };
    let note = format!("A full bar is every {} application of the group. The line below it is the interval.{line}", part.measure.of());
    section.chart(BarChart::rates(message, bars, mark).reading(&note))
}

fn bar_words(group: &Group) -> String {
    let counts = group.standing.counts;
    format!("{} ({} of {})", group.rate().unwrap_or_default(), counts.selected(), counts.all())
}

/// The columns of every table.
pub(super) fn columns(measure: Measure) -> [String; 8] {
    [
        "Group".to_owned(),
        spelled(measure.of()),
        spelled(measure.selected()),
        "Rate".to_owned(),
        "95% interval".to_owned(),
        "Ratio to the highest".to_owned(),
        "Judgement".to_owned(),
        "Fisher’s p".to_owned(),
    ]
}

/// Whether a group is flagged, in a word.
pub(super) fn judgement(group: &Group, threshold: &str) -> Status {
    let standing = &group.standing;
    match (standing.rate, standing.against) {
        (None, _) => Status::quiet("Too few to judge"),
        (Some(_), Some(against)) if against.is_below => Status::warning(format!("Below {threshold}")),
        (Some(_), Some(_)) => Status::good("Not below"),
        (Some(_), None) if standing.is_highest => Status::done("Highest"),
        (Some(_), None) => Status::quiet("Not compared"),
    }
}

fn table(part: &Part, threshold: &str) -> Table {
    let [group, of, selected, rate, interval, ratio, judged, p] = columns(part.measure);
    let columns = vec![
        Column::text(group),
        Column::number(of),
        Column::number(selected),
        Column::number(rate),
        Column::number(interval),
        Column::number(ratio),
        Column::text(judged),
        Column::number(p),
    ];
    let or_dash = |text: Option<String>| Cell::number(text.unwrap_or_else(|| DASH.to_owned()));
    let id = format!("{}-{}", part.measure.selected(), part.by.id());
    Table::new(&id, part.heading(), columns).empty("No application is received yet.").rows(part.groups.iter().map(|group| {
        vec![
            Cell::text(&group.label).heading(),
            Cell::number(group.standing.counts.all().to_string()),
            Cell::number(group.standing.counts.selected().to_string()),
            or_dash(group.rate()),
            or_dash(group.interval()),
            or_dash(group.ratio()),
            Cell::status(judgement(group, threshold)),
            or_dash(group.p()),
        ]
    }))
}
