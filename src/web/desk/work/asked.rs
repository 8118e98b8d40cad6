//! What the address of a worklist says: its filters, and where the page begins.

use crate::opportunity::Opportunity;
use crate::people::{FundRole, role};
use crate::process::{Due, Stage, WorkFilter};
use crate::web::fields::Choices;
use crate::workflow::WaitKey;
use serde::Deserialize;
use strum::VariantArray;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    role: Option<String>,
    stage: Option<String>,
    opportunity: Option<String>,
    due: Option<String>,
    after: Option<String>,
    select: Option<String>,
}

impl Asked {
    pub(super) fn filter(&self) -> WorkFilter {
        WorkFilter {
            role: self.role.as_deref().and_then(|role| role.parse().ok()),
            stage: self.stage.as_deref().and_then(|stage| stage.parse().ok()),
            opportunity: self.opportunity.clone().filter(|slug| !slug.is_empty()),
            due: self.due.as_deref().and_then(|due| due.parse().ok()).unwrap_or_default(),
        }
    }

    /// After which case the page begins.
    pub(super) fn after(&self) -> Option<WaitKey> {
        let mut parts = self.after.as_deref()?.splitn(3, '~');
        let due_on = parts.next()?.parse().ok()?;
        Some(WaitKey { due_on, instance: parts.next()?.to_owned(), place: parts.next()?.to_owned() })
    }

    pub(super) fn is_all_selected(&self) -> bool {
        self.select.as_deref() == Some("all")
    }

    /// The address of `path` with these filters, from after this case on.
    pub(super) fn link(&self, path: &str, after: Option<&WaitKey>, select: bool) -> String {
        let after = after.map(|key| format!("{}~{}~{}", key.due_on, key.instance, key.place));
        let pairs = [
            ("due", self.due.as_deref()),
            ("role", self.role.as_deref()),
            ("stage", self.stage.as_deref()),
            ("opportunity", self.opportunity.as_deref()),
            ("after", after.as_deref()),
            ("select", select.then_some("all")),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter_map(|(k, v)| v.filter(|v| !v.is_empty()).map(|v| (k, v))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()) }
    }

    pub(super) fn due_choices(&self) -> Choices {
        let due = Due::VARIANTS.iter().map(|due| (due.to_string(), label(*due)));
        Choices::new("due", "Due", due).chosen(&self.filter().due.to_string())
    }

    /// A choice of roles, for who has several.
    pub(super) fn role_choices(&self, roles: &[FundRole]) -> Option<Choices> {
        let all = std::iter::once((String::new(), "All my roles".to_owned()));
        let theirs = roles.iter().map(|held| (held.to_string(), sentence(&role::words(held))));
        (roles.len() > 1).then(|| Choices::new("role", "Role", all.chain(theirs)).chosen(self.role.as_deref().unwrap_or_default()))
    }

    pub(super) fn stage_choices(&self) -> Choices {
        let all = std::iter::once((String::new(), "All stages".to_owned()));
        let stages = Stage::VARIANTS.iter().filter(|s| **s != Stage::Draft).map(|s| (s.to_string(), s.label().to_owned()));
        Choices::new("stage", "Stage", all.chain(stages)).chosen(self.stage.as_deref().unwrap_or_default())
    }

    pub(super) fn round_choices(&self, rounds: &[Opportunity]) -> Choices {
        let all = std::iter::once((String::new(), "All rounds".to_owned()));
        let rounds = rounds.iter().map(|o| (o.slug.clone(), o.title.clone()));
        Choices::new("opportunity", "Round", all.chain(rounds)).chosen(self.opportunity.as_deref().unwrap_or_default())
    }
}

fn label(due: Due) -> &'static str {
    match due {
        Due::All => "At any time",
        Due::Overdue => "Overdue",
        Due::Today => "Today",
        Due::Week => "Within seven days, or overdue",
    }
}

/// With a capital at its beginning.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let asked = Asked { due: Some("overdue".into()), role: Some("program_officer".into()), ..Asked::default() };
        let key = WaitKey { due_on: "2027-03-01".parse().expect("a day"), instance: "0192-a".into(), place: "panel".into() };
        let link = asked.link("/desk/work", Some(&key), false);
        assert_eq!(link, "/desk/work?due=overdue&role=program_officer&after=2027-03-01%7E0192-a%7Epanel");
        let again: Asked = serde_urlencoded::from_str(link.split_once('?').expect("a question").1).expect("it is read");
        assert_eq!((again.after(), again.filter()), (Some(key), asked.filter()));
        assert_eq!(Asked { after: Some("yesterday~x".into()), ..Asked::default() }.after(), None);
        assert_eq!(Asked { due: Some("never".into()), ..Asked::default() }.filter(), WorkFilter::default());
    }
}
