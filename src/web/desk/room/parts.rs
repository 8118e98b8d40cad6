//! The parts of the room that are watched: the time, what comes in, the drafts, and how the site is.

use super::{Found, LISTED, MINUTES, NEARLY};
use crate::charts;
use crate::kernel::Timestamp;
use crate::locale::format::{datetime, moment, number, time};
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::Section;
use chrono::TimeDelta;
use chrono_tz::Tz;

/// The beginning of the first minute that is drawn.
pub(super) fn first_minute(now: Timestamp) -> Timestamp {
    const MINUTE: i64 = 60_000_000;
    Timestamp::from_micros((now.micros().div_euclid(MINUTE) - (MINUTES - 1)) * MINUTE)
}

/// How many came in in each minute.
fn by_minute(received: &[Timestamp], from: Timestamp) -> Vec<i64> {
    let mut counts = vec![0; usize::try_from(MINUTES).unwrap_or(0)];
    for at in received {
        let place = usize::try_from((at.utc() - from.utc()).num_minutes()).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    counts
}

/// `1 day 2 hours`, or that it is over.
fn left(now: Timestamp, closes: Timestamp) -> String {
    let left = closes.utc() - now.utc();
    if left < TimeDelta::zero() {
        return "The deadline has passed.".into();
    }
    let part = |n: i64, word: &str| (n > 0).then(|| format!("{n} {word}{}", if n == 1 { "" } else { "s" }));
    let parts = [part(left.num_days(), "day"), part(left.num_hours() % 24, "hour"), part(left.num_minutes() % 60, "minute")];
    let said: Vec<String> = parts.into_iter().flatten().take(2).collect();
    if said.is_empty() { "Less than a minute".into() } else { said.join(" ") }
}

/// The time that is left, in the zone of the fund and in those of the cities that write.
pub(super) fn clock(found: &Found, now: Timestamp) -> Section {
    let (closes, own) = (found.round.closes.at, found.round.closes.zone);
    let facts = vec![SummaryRow::new("Time left", &left(now, closes)), SummaryRow::new("This page was read", &datetime(now, own))];
    let columns = vec![Column::text("Zone"), Column::text("It is now"), Column::text("It closes"), Column::number("Cities with a draft")];
    let count_of = |zone: Tz| found.numbers.drafts.zones.iter().find(|(name, _)| name == zone.name()).map_or(0, |(_, n)| *n);
    let others = found.numbers.drafts.zones.iter().filter_map(|(name, _)| name.parse::<Tz>().ok()).filter(|zone| *zone != own);
    let rows = std::iter::once(own).chain(others).map(|zone| {
        let name = if zone == own { format!("{} (the fund)", zone.name()) } else { zone.name().to_owned() };
        vec![
            Cell::text(name).heading(),
            Cell::text(time(now, zone)),
            Cell::text(moment(closes, zone)),
            Cell::number(number(count_of(zone))),
        ]
    });
    Section::new("The time")
        .live("room-time")
        .facts(facts)
        .table(Table::new("zones", "The deadline by zone", columns).rows(rows.collect::<Vec<_>>()))
}

pub(super) fn incoming(found: &Found, now: Timestamp) -> Section {
    let (from, zone) = (first_minute(now), found.round.closes.zone);
    let counts = by_minute(&found.numbers.received, from);
    let total: i64 = counts.iter().sum();
    let most = counts.iter().copied().max().unwrap_or(0);
    let label = format!("{} in the last hour, at most {} in a minute", counted(total), number(most));
    let minute = |i: usize| from.plus(TimeDelta::minutes(i64::try_from(i).unwrap_or(0)));
    let last = minute(counts.len().saturating_sub(1));
    let drawing = charts::columns(&label, &counts, (&time(from, zone), &time(last, zone)));
    let columns = vec![Column::text("Minute"), Column::number("Submissions")];
    let busy = counts.iter().enumerate().rev().filter(|(_, n)| **n > 0);
    let rows = busy.map(|(i, n)| vec![Cell::text(time(minute(i), zone)).heading(), Cell::number(number(*n))]);
    let table = Table::new("minutes", "Minutes with submissions, latest first", columns).empty("Nothing came in in the last hour.");
    let facts = vec![
        SummaryRow::new("Received in all", &number(found.numbers.drafts.received)),
        SummaryRow::new("In the last hour", &number(total)),
        SummaryRow::new("In this minute", &number(counts.last().copied().unwrap_or(0))),
    ];
    Section::new("Submissions")
        .live("room-submissions")
        .facts(facts)
        .text(format!("{label}."))
        .drawing(&label, &drawing)
        .table(table.rows(rows.collect::<Vec<_>>()))
}

/// `1 submission`, `2 submissions`.
fn counted(n: i64) -> String {
    format!("{} submission{}", number(n), if n == 1 { "" } else { "s" })
}

pub(super) fn drafts(found: &Found) -> Section {
    let all = &found.numbers.drafts.by_percent;
    let between = |low: i32, high: i32| all.iter().filter(|(p, _)| (low..=high).contains(p)).map(|(_, n)| n).sum::<i64>();
    let counted: i64 = all.iter().map(|(_, n)| n).sum();
    let rows = [("Complete, not submitted", 100, 100), ("80 % to 99 %", 80, 99), ("50 % to 79 %", 50, 79), ("Below 50 %", 0, 49)];
    let mut rows: Vec<_> =
        rows.iter().map(|(words, low, high)| vec![Cell::text(*words).heading(), Cell::number(number(between(*low, *high)))]).collect();
    let rest = (found.numbers.drafts.drafts - counted).max(0);
    if rest > 0 {
        rows.push(vec![Cell::text("Not counted yet").heading(), Cell::number(number(rest))]);
    }
    let columns = vec![Column::text("How complete"), Column::number("Drafts")];
    Section::new("Drafts")
        .live("room-drafts")
        .text("A draft is counted within half a minute after it was saved.")
        .table(Table::new("complete", "Drafts by how complete they are", columns).rows(rows))
}

pub(super) fn nearly(found: &Found) -> Section {
    let columns = vec![
        Column::text("City"),
        Column::number("Complete"),
        Column::number("Missing"),
        Column::text("Last saved, in their zone"),
        Column::text("By"),
    ];
    let rows = found.numbers.nearly.iter().map(|draft| {
        vec![
            Cell::text(&draft.city_name).heading(),
            Cell::number(format!("{} %", draft.percent)),
            Cell::number(draft.missing.to_string()),
            Cell::text(datetime(draft.saved_at, draft.zone)),
            Cell::text(draft.saved_by.as_deref().unwrap_or("–")),
        ]
    });
    let table = Table::new("nearly", "Drafts that are nearly complete, the most complete first", columns).empty("No draft is that far.");
    Section::new("Nearly complete")
        .live("room-nearly")
        .text(format!(
            "Drafts of which at least {NEARLY} % is there; at most {LISTED} are listed. What they say is read by their cities alone."
        ))
        .table(table.rows(rows.collect::<Vec<_>>()))
}

/// What fails, what people tell of it, and the letters that wait.
pub(super) fn health(found: &Found, now: Timestamp) -> Section {
    let zone = found.round.closes.zone;
    let (requests, failed) = found.traffic.iter().fold((0, 0), |(r, f), minute| (r + minute.requests, f + minute.failed));
    let rate = if requests > 0 { failed * 10_000 / requests } else { 0 };
    let oldest = found.mail.1.map_or_else(
        || "Nothing waits".to_owned(),
        |at| format!("{}, {} minutes ago", time(at, zone), (now.utc() - at.utc()).num_minutes().max(0)),
    );
    let facts = vec![
        SummaryRow::new("Requests in the last hour", &number(requests)),
        SummaryRow::new("Failed", &format!("{} ({}.{:02} %)", number(failed), rate / 100, rate % 100)),
        SummaryRow::new("Letters that wait", &number(found.mail.0)),
        SummaryRow::new("The oldest of them", &oldest),
        SummaryRow::new("Messages about trouble that wait", &number(found.waiting)),
    ];
    let columns = ["Message", "When", "Application"].map(Column::text).to_vec();
    let rows = found.troubles.iter().map(|told| {
        let words: String = told.told.lines().next().unwrap_or_default().chars().take(80).collect();
        vec![
            Cell::link(format!("{}: {words}", told.number()), format!("/desk/trouble/{}", told.id)).heading(),
            Cell::text(datetime(told.reported_at, zone)),
            Cell::text(told.reference.as_deref().unwrap_or("–")),
        ]
    });
    let table =
        Table::new("trouble", "Trouble that waits for an answer, oldest first", columns).empty("Nothing, or nothing that you may read.");
    Section::new("How the site is").live("room-health").facts(facts).table(table.rows(rows.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn the_time_left_is_told_in_two_steps() {
        let closes = at("2027-02-26T22:00:00Z");
        let told = ["2027-02-25T19:30:00Z", "2027-02-26T20:59:00Z", "2027-02-26T21:59:30Z", "2027-02-26T22:00:00Z", "2027-02-26T22:00:01Z"];
        let told = told.map(|now| left(at(now), closes));
        assert_eq!(told, ["1 day 2 hours", "1 hour 1 minute", "Less than a minute", "Less than a minute", "The deadline has passed."]);
    }

    #[test]
    fn what_came_in_is_counted_by_minute() {
        let now = at("2027-02-26T22:00:30Z");
        let from = first_minute(now);
        let counts = by_minute(&[at("2027-02-26T21:01:00Z"), at("2027-02-26T22:00:05Z"), at("2027-02-26T22:00:29Z")], from);
        assert_eq!((counts.len(), counts.first(), counts.last()), (60, Some(&1), Some(&2)));
    }
}
