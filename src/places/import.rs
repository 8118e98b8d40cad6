//! Reading the register of places: the file inside the program, or a newer one given
//! by an operator. Reading twice changes nothing; a place that left the file stays,
//! because cities may stand on it.

use super::{Place, store};
use crate::db::{Error, Tx};
use crate::kernel::{Kind, Refusal};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::io::Read;

const BUNDLED: &[u8] = include_bytes!("../../config/places/us-places.csv.gz");

/// One line of the file.
#[derive(Deserialize)]
struct Line {
    geonameid: i64,
    name: String,
    state: String,
    county_fips3: Option<String>,
    county: Option<String>,
    lat: String,
    lon: String,
    population: i64,
    timezone: String,
}

/// Why a file of places was not read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A wrong line.
    #[error("Line {line} of the places file cannot be used: {why}")]
    Line {
        /// Counted from 1, the header included.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] Error),
}

impl Refusal for ImportError {
    fn kind(&self) -> Kind {
        match self {
            Self::Line { .. } => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
}

/// The places inside the program.
///
/// # Errors
/// None in practice: a test reads them.
pub fn read_bundled() -> Result<Vec<Place>, ImportError> {
    parse(GzDecoder::new(BUNDLED))
}

/// Reads a CSV file with the columns of `config/places/README.md`; more are ignored.
///
/// # Errors
/// The first line that cannot be used.
pub fn parse(reader: impl Read) -> Result<Vec<Place>, ImportError> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let headers = csv.headers().cloned().map_err(|e| wrong(1, e))?;
    let mut places = Vec::with_capacity(22_000);
    for record in csv.records() {
        let record = record.map_err(|e| wrong(e.position().map_or(0, csv::Position::line), &e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let parsed: Line = record.deserialize(Some(&headers)).map_err(|e| wrong(line, e))?;
        places.push(place(parsed).map_err(|why| wrong(line, why))?);
    }
    Ok(places)
}

fn wrong(line: u64, why: impl ToString) -> ImportError {
    ImportError::Line { line, why: why.to_string() }
}

fn place(line: Line) -> Result<Place, String> {
    if line.name.is_empty() || line.name.chars().count() > 200 {
        return Err("the name is missing or too long".into());
    }
    if super::state_name(&line.state).is_none() {
        return Err(format!("“{}” is no code of a state or territory", line.state));
    }
    if line.population < 0 {
        return Err("the population is negative".into());
    }
    let degrees = |text: &str| text.parse::<rust_decimal::Decimal>().is_ok_and(|d| d.abs() <= rust_decimal::Decimal::from(180));
    if !degrees(&line.lat) || !degrees(&line.lon) {
        return Err("the latitude or longitude is no number of degrees".into());
    }
    let zone = line.timezone.parse().map_err(|_| format!("“{}” is no IANA time zone", line.timezone))?;
    Ok(Place {
        geoname_id: line.geonameid,
        name: line.name,
        state: line.state,
        county_fips: line.county_fips3.filter(|t| !t.is_empty()),
        county: line.county.filter(|t| !t.is_empty()),
        population: line.population,
        zone,
        latitude: line.lat,
        longitude: line.lon,
    })
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// New places.
    pub added: usize,
    /// Places with other values than before.
    pub changed: usize,
    /// Places as they were.
    pub unchanged: usize,
}

/// Brings the register up to date with `places`. `progress` is told how many are done.
///
/// # Errors
/// The database's refusal.
pub fn import(tx: &mut Tx<'_>, places: &[Place], mut progress: impl FnMut(usize)) -> Result<ImportReport, ImportError> {
    let known = store::all(tx)?;
    let mut report = ImportReport::default();
    let mut new = Vec::new();
    for place in places {
        match known.get(&place.geoname_id) {
            Some(old) if old == place => report.unchanged += 1,
            Some(_) => {
                store::change(tx, place)?;
                report.changed += 1;
            }
            None => new.push(place),
        }
    }
    progress(report.unchanged + report.changed);
    for chunk in new.chunks(500) {
        store::insert(tx, chunk)?;
        report.added += chunk.len();
        progress(report.unchanged + report.changed + report.added);
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_register_is_whole() {
        let places = read_bundled().expect("places");
        assert_eq!(places.len(), 21_888);
        let distinct: std::collections::BTreeSet<i64> = places.iter().map(|p| p.geoname_id).collect();
        assert_eq!(distinct.len(), places.len());
    }

    #[test]
    fn a_wrong_line_is_named() {
        let file = |row: &str| {
            format!(
                "geonameid,name,state,county_fips3,county,lat,lon,population,timezone,feature_code\n1,A,WI,,,1.0,2.0,5,America/Chicago,\n{row}\n"
            )
        };
        for row in [
            "2,B,XX,,,1,2,5,America/Chicago,",
            "2,B,WI,,,1,2,5,Mars/Olympus,",
            "2,B,WI,,,1,2,-5,America/Chicago,",
            "x,B,WI,,,1,2,5,America/Chicago,",
            "2,,WI,,,1,2,5,America/Chicago,",
            "2,B,WI,,,north,2,5,America/Chicago,",
            "2,B",
        ] {
            let error = parse(file(row).as_bytes()).expect_err(row).to_string();
            assert!(error.starts_with("Line 3 "), "{error}");
        }
    }
}
