//! A receipt to look at, and to check the typesetting with.

use super::{Activity, CHECK, Certification, Fact, File, Receipt, Row, Section};
use crate::kernel::Timestamp;
use crate::opportunity::Answer;
use crate::print::document::Imprint;

pub(super) fn sample_activity() -> Activity {
    Activity {
        title: "Port security course".into(),
        facts: vec![Fact::new("Place", "Antwerp, Belgium"), Fact::new("Dates", "May 10 to 14, 2027")],
        people: vec![["Ada Ames".into(), "Harbor master".into(), "Career staff".into()]],
        costs: vec![["Travel".into(), "Two flights at $2,422.50".into(), "$4,845.00".into()]],
        total: "$4,845.00".into(),
    }
}

pub(super) fn sample() -> Receipt {
    let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let (reference, city, at) = ("UDF-2027-0142", "Millbrook, NY", "January 31, 2027, 3:00 PM EST (January 31, 2027, 1:00 PM MST)");
    Receipt {
        imprint: Imprint {
            title: format!("Receipt of application {reference}"),
            description: format!("SHA-256 {sha256}"),
            site: "Urban Diplomacy Fund".into(),
            address: format!("https://fund.example/portal/applications/{reference}/receipt"),
            is_demo: true,
            language: "en",
            made_at: Timestamp::from_micros(1_801_425_600_000_000),
            identity: sha256.into(),
        },
        reference: reference.into(),
        heading: "Sister ports".into(),
        city: city.into(),
        received: at.into(),
        facts: vec![Fact::new("City", city), Fact::digest("SHA-256 of the document", sha256)],
        certification: Certification {
            effect: "By submitting you apply in the name of your city.".into(),
            statements: vec!["I may sign for this city.".into(), "Everything is true and complete as far as I know.".into()],
            signature: vec![Fact::new("Certified by", "Ada Ames")],
        },
        sections: vec![Section {
            title: "Your plan".into(),
            rows: vec![
                Row::new(
                    "What will change?",
                    Some(&Answer::Text("Two people learn to host delegations.\nThe city keeps what they know.".into())),
                ),
                Row::new("Partner", None),
            ],
        }],
        activities: vec![],
        partners: vec![File { title: "Elmira, NY".into(), facts: vec![Fact::new("Its part", "Sends two planners")] }],
        by_city: vec![[city.into(), "$4,000.00".into()], ["Elmira, NY".into(), "$845.00".into()]],
        budget: vec![["Travel".into(), "$4,845.00".into()]],
        total: "$4,845.00".into(),
        files: vec![File { title: "Quote".into(), facts: vec![Fact::new("File", "quote.pdf"), Fact::digest("SHA-256", sha256)] }],
        check: CHECK,
        proof: vec![Fact::digest("SHA-256", sha256)],
        contact: "Grants office".into(),
        contact_email: "grants@fund.example".into(),
    }
}
