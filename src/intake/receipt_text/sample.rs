//! A receipt to look at, which reaches every part of the templates that show one.

use super::{
    ReceiptActivity, ReceiptAnswer, ReceiptCertification, ReceiptCost, ReceiptFact, ReceiptPart, ReceiptPerson, ReceiptSection, ReceiptSum,
    ReceiptText,
};
use crate::opportunity::Answer;

impl ReceiptText {
    /// A receipt to look at.
    #[must_use]
    pub fn sample() -> Self {
        let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let (city, at) = ("Millbrook, NY", "January 31, 2027, 3:00 PM EST (January 31, 2027, 1:00 PM MST)");
        let sum = |label: &str, pays: &str, amount: &str| ReceiptSum { label: label.into(), pays: pays.into(), amount: amount.into() };
        let changes = Answer::Text("Two people learn to host delegations.\nThe city keeps what they know.".into());
        Self {
            reference: "UDF-2027-0142".into(),
            heading: "Sister ports".into(),
            city: city.into(),
            received: at.into(),
            facts: vec![
                ReceiptFact::new("Reference number", "UDF-2027-0142"),
                ReceiptFact::new("City", city),
                ReceiptFact::new("Received (server time)", at),
                ReceiptFact::digest("SHA-256 of what was received", sha256),
            ],
            certification: ReceiptCertification {
                effect: "By submitting you apply in the name of your city.".into(),
                statements: vec!["I may sign for this city.".into(), "Everything is true and complete as far as I know.".into()],
                agree: "I certify this for my city.".into(),
                signature: vec![ReceiptFact::new("Certified by", "Ada Ames")],
            },
            sections: vec![ReceiptSection {
                title: "Your plan".into(),
                rows: vec![ReceiptAnswer::new("What will change?", Some(&changes)), ReceiptAnswer::new("Partner", None)],
            }],
            activities: vec![sample_activity()],
            partners: vec![ReceiptPart { title: "Elmira, NY".into(), facts: vec![ReceiptFact::new("Its part", "Sends two planners")] }],
            by_city: vec![sum(city, "$0.00", "$4,000.00"), sum("Elmira, NY", "$0.00", "$845.00")],
            budget: vec![sum("Travel", "$0.00", "$4,845.00")],
            total: "$4,845.00".into(),
            city_pays: "$0.00".into(),
            files: vec![ReceiptPart {
                title: "Quote".into(),
                facts: vec![ReceiptFact::new("File", "quote.pdf"), ReceiptFact::digest("SHA-256", sha256)],
            }],
        }
    }
}

fn sample_activity() -> ReceiptActivity {
    ReceiptActivity {
        title: "Port security course".into(),
        facts: vec![ReceiptFact::new("Place", "Antwerp, Belgium"), ReceiptFact::new("Dates", "May 10 to 14, 2027")],
        people: vec![ReceiptPerson { name: "Ada Ames".into(), job: "Harbor master".into(), standing: "Career staff".into() }],
        costs: vec![ReceiptCost { category: "Travel".into(), worked_out: "Two flights at $2,422.50".into(), amount: "$4,845.00".into() }],
        total: "$4,845.00".into(),
    }
}
