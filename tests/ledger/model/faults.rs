//! The second ledger looks at a command by itself, whatever stands in the books: what it
//! must carry, what its amounts and values may be, and who must have approved it.

use super::{AccountKey, Codes, Model, Rule};
use std::collections::BTreeMap;
use urban_diplomacy_fund::ledger::{Code, Command, Leg};

/// A trillion dollars; `kernel::Money` reads no amount above it either.
const LARGEST: i128 = 100_000_000_000_000;

impl Model {
    /// What is wrong with the command, whatever stands in the books.
    pub(super) fn look_at_command(&self, rule: Option<&Rule>, command: &Command, faults: &mut Codes) {
        let mut fault = |is: bool, code| is.then(|| faults.insert(code));
        fault(command.key.trim().is_empty() || command.key.len() > 200, Code::BadKey);
        fault(command.effective_on < self.valid_from, Code::NotDated);
        // A journal to reverse belongs to the event of reversals and to no other.
        fault(rule.is_none_or(|rule| (rule.event == "journal.reverse") != command.reverses.is_some()), Code::UnknownEvent);
        let Some(rule) = rule else { return };
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
        fault(rule.reason && blank(&command.reason), Code::ReasonMissing);
        fault(!rule.evidence.is_empty() && blank(&command.evidence), Code::EvidenceMissing);
        fault(rule.lines.is_empty() != command.legs.is_empty(), Code::BadLegs);
        let ends_holds = ["void", "expire"].contains(&rule.hold.as_str());
        let twice = (1..command.holds.len()).any(|n| command.holds[..n].contains(&command.holds[n]));
        fault(rule.hold != "post" && ends_holds == command.holds.is_empty() || twice, Code::BadHolds);
        fault(command.legs.iter().any(|leg| leg.amount.cents() <= 0), Code::AmountNotPositive);
        fault(command.legs.iter().any(|leg| i128::from(leg.amount.cents()) > LARGEST), Code::AmountTooLarge);
        // A value must be allowed whether or not an account of the event is kept for it.
        let bad = |value: Option<&str>| value.is_some_and(|v| v.is_empty() || v.contains('/'));
        let no_category = |value: &Option<String>| value.as_ref().is_some_and(|v| !self.categories.contains(v));
        let bad_leg = |leg: &Leg| {
            let names = [Some(command.fund.as_str()), leg.program.as_deref(), leg.award.as_deref()];
            names.into_iter().any(bad) || no_category(&leg.category) || no_category(&leg.to_category)
        };
        fault(command.legs.iter().any(bad_leg), Code::DimensionUnknown);
        self.look_at_legs(rule, command, faults);
    }

    /// What the legs come to, all together and each by itself.
    fn look_at_legs(&self, rule: &Rule, command: &Command, faults: &mut Codes) {
        let mut accounts = |line: &BTreeMap<String, String>, leg: &Leg| {
            ["dr", "cr"].map(|side| (self.account(&line[side], &command.fund, leg, faults), side))
        };
        let mut too_large = false;
        for line in &rule.lines {
            // What one line brings to one account on one side is an amount too.
            let mut sums: BTreeMap<(AccountKey, &str), i128> = BTreeMap::new();
            for leg in &command.legs {
                accounts(line, leg).into_iter().for_each(|place| *sums.entry(place).or_default() += i128::from(leg.amount.cents()));
            }
            too_large |= sums.values().any(|sum| *sum > LARGEST);
        }
        // What takes from each account just what it gives to it moves nothing, and is no leg.
        let moves_nothing = |leg: &Leg| {
            let mut net: BTreeMap<AccountKey, i32> = BTreeMap::new();
            for (account, side) in rule.lines.iter().flat_map(|line| accounts(line, leg)) {
                *net.entry(account).or_default() += if side == "dr" { 1 } else { -1 };
            }
            net.values().all(|times| *times == 0)
        };
        let idle = command.legs.iter().any(moves_nothing);
        faults.extend(too_large.then_some(Code::AmountTooLarge));
        faults.extend(idle.then_some(Code::BadLegs));
    }
}

/// Maker is not checker, and approved was exactly this (L20); an approval that nobody asked for must fit too.
pub(super) fn look_at_approval(needed: bool, command: &Command, faults: &mut Codes) {
    faults.extend((needed && command.approval.is_none()).then_some(Code::ApprovalMissing));
    let Some(approval) = &command.approval else { return };
    faults.extend((Some(&approval.approver) == command.actor.account_id.as_ref()).then_some(Code::ApproverIsActor));
    faults.extend((approval.subject_digest != command.subject_digest()).then_some(Code::ApprovalDiffers));
}
