//! What the demo's people are called and write. Obviously invented: every family
//! name is a colour, a tool or a plant, and every address ends in `demo.example`.

use super::dice::Dice;

const GIVEN: [&str; 28] = [
    "Ada", "Ben", "Carmen", "Dev", "Elena", "Femi", "Grace", "Hiro", "Ines", "Jonah", "Keiko", "Luis", "Mara", "Noor", "Olga", "Pablo",
    "Quinn", "Rosa", "Sam", "Tariq", "Uma", "Vera", "Wes", "Ximena", "Yusuf", "Zoe", "Abel", "Bea",
];
const FAMILY: [&str; 24] = [
    "Amber", "Birch", "Cobalt", "Dahlia", "Ebony", "Fern", "Ginger", "Hazel", "Indigo", "Juniper", "Kale", "Lantern", "Maple", "Nettle",
    "Ocher", "Pepper", "Quill", "Russet", "Sage", "Thimble", "Umber", "Violet", "Willow", "Yarrow",
];
const JOBS: [&str; 8] = [
    "City clerk",
    "Assistant to the manager",
    "Librarian",
    "Parks director",
    "Economic development officer",
    "Emergency planner",
    "Finance assistant",
    "Public works engineer",
];

/// A course: title, provider, city, country.
pub(super) const COURSES: [[&str; 4]; 6] = [
    ["Protocol and hosting for small cities", "Institute for City Partnerships (invented)", "Denver, Colorado", "United States"],
    ["Writing agreements with partner cities", "Open School of Local Diplomacy (invented)", "Online", "United States"],
    ["Trade missions from the ground up", "Gulf Coast Trade Academy (invented)", "Mobile, Alabama", "United States"],
    ["Working with interpreters", "Two Rivers Language Center (invented)", "St. Paul, Minnesota", "United States"],
    ["Climate projects across borders", "Nordic Summer School for Cities (invented)", "Tampere", "Finland"],
    ["Welcoming newcomers: lessons from abroad", "Lakeside Training House (invented)", "Hamilton", "Canada"],
];
/// A conference: title, host, city, country.
pub(super) const CONFERENCES: [[&str; 4]; 6] = [
    ["Small Cities World Forum", "Network of Smaller Places (invented)", "Braga", "Portugal"],
    ["Annual Conference of Partner Cities", "Partner Cities Association (invented)", "Tucson, Arizona", "United States"],
    ["Rivers and Cities Congress", "Association of River Towns (invented)", "Linz", "Austria"],
    ["Local Climate Days", "Union of Local Climate Offices (invented)", "Aarhus", "Denmark"],
    ["Border Towns Exchange", "Border Towns Council (invented)", "Nuevo Laredo", "Mexico"],
    ["Harbor Cities Meeting", "Harbor Cities League (invented)", "Hakodate", "Japan"],
];
/// A town abroad that a city writes to.
pub(super) const PARTNERS: [&str; 8] = [
    "Kasama, Japan",
    "Puebla, Mexico",
    "Viljandi, Estonia",
    "Tamale, Ghana",
    "Limerick, Ireland",
    "Bergamo, Italy",
    "Trois-Rivières, Canada",
    "Da Nang, Vietnam",
];
const COMMENTS: [&str; 5] = [
    "The gap is described with examples from daily work, and the course fits it.",
    "The plan is sound. The costs of travel could be explained better.",
    "It is clear who will do what afterwards. A date for the training of colleagues is missing.",
    "A modest request with a clear result. The quote supports the amounts.",
    "The result could be checked, but it depends on one person staying.",
];

/// An invented person's name.
pub(super) fn name(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(&GIVEN), dice.pick(&FAMILY))
}

/// A job title of career staff.
pub(super) fn job(dice: &mut Dice) -> &'static str {
    dice.pick(&JOBS)
}

/// What the partner brings, as the row of a table: `Puebla, Mexico` and another of the same country.
pub(super) fn shares(dice: &mut Dice, partner: &str) -> String {
    let (place, country) = partner.rsplit_once(", ").unwrap_or((partner, ""));
    let hours = dice.between(2, 9) * 500;
    format!("{place}\t{country}\tWorking hours\t{hours}\nChamber of commerce of {place}\t{country}\tNot settled yet\t")
}

/// What a reviewer writes.
pub(super) fn comment(dice: &mut Dice) -> &'static str {
    dice.pick(&COMMENTS)
}

#[cfg(test)]
mod tests {
    use super::{CONFERENCES, COURSES};

    #[test]
    fn countries_are_named_in_full() {
        for [title, .., country] in COURSES.iter().chain(&CONFERENCES) {
            assert!(country.len() > 3, "{title}: {country} reads as the letters of a state");
        }
    }
}
