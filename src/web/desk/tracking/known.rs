//! What a question about figures can name: the rounds, the kinds of activities and categories of cost to choose from, and what
//! the city it names is called.

use super::asked::Asked;
use crate::db::{Conn, Error};
use crate::ledger::Rulebook;
use crate::people::Actor;
use crate::reporting::tracking::{self, Program};

/// Codes, each with its name.
pub(super) type Named = Vec<(String, String)>;

/// What a question can name.
#[derive(Debug, Default)]
pub(in crate::web::desk) struct Known {
    /// The rounds.
    pub(in crate::web::desk) programs: Vec<Program>,
    /// The kinds of activities; read for pages that choose one.
    pub(super) kinds: Named,
    /// The name of the city, where one is named that has an award open to the reader.
    pub(super) city: Option<String>,
}

impl Known {
    /// What this question can name, but for kinds.
    pub(in crate::web::desk) fn read(conn: &mut Conn, reader: &Actor, asked: &Asked) -> Result<Self, Error> {
        let city = if asked.city.is_empty() { None } else { tracking::city_name(conn, reader, &asked.city)? };
        Ok(Self { programs: tracking::programs(conn)?, kinds: vec![], city })
    }

    /// The same with kinds.
    pub(super) fn with_kinds(conn: &mut Conn, reader: &Actor, asked: &Asked) -> Result<Self, Error> {
        let known = Self::read(conn, reader, asked)?;
        let mut kinds: Named = tracking::kind_names(conn, &known.programs)?.into_iter().collect();
        kinds.sort_by(|(_, a), (_, b)| a.cmp(b));
        Ok(Self { kinds, ..known })
    }
}

/// The categories of cost, in the order of the ledger.
pub(super) fn categories() -> Named {
    let codes = Rulebook::widest().map(|book| book.chart.categories.iter().map(|c| (c.code.clone(), c.title.clone())).collect());
    codes.unwrap_or_default()
}

/// The code that is meant by a code or a name; what is neither stays as it is.
pub(super) fn code_of(all: &[(String, String)], text: &str) -> String {
    let text = text.trim();
    let found = all.iter().find(|(code, _)| code == text).or_else(|| all.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)));
    found.map_or_else(|| text.to_owned(), |(code, _)| code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_its_code() {
        let all = [("training", "Training course"), ("travel", "training")].map(|(code, name)| (code.to_owned(), name.to_owned()));
        let meant = ["training", "training course", " Training course ", "", "a visit"].map(|text| code_of(&all, text));
        assert_eq!(meant, ["training", "training", "training", "", "a visit"]);
    }
}
