//! Posting rules: which account each event debits and credits. Dated data from
//! `config/ledger/`; a journal stores the rule set that made it. An account
//! takes only the dimensions the chart gives it, so a rule needs no amounts:
//! every line posts each leg of its part, summed per account. A rule set may
//! extend another: it adds rules and tie-points, or puts its own in their place.

use super::account::{Dimension, Layer, Track};
use super::chart::{Chart, ChartAccount};
use super::source::{Source, SourceError};
use super::tie_point::TiePoint;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use toml::Spanned;

/// What an event does to holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum HoldEffect {
    /// Makes one hold per leg.
    Open,
    /// Posts open holds, in full or in part; the rest returns.
    Post,
    /// Ends open holds without posting.
    Void,
    /// Ends holds whose last day has passed.
    Expire,
}

/// One line of a rule: a debit and a credit on one track.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// The track of both accounts.
    pub track: Track,
    /// The account debited.
    pub dr: RuleSide,
    /// The account credited.
    pub cr: RuleSide,
    /// Which legs it posts: those of this part; without one, all that have none.
    pub part: Option<String>,
}

impl RuleLine {
    /// Whether the line posts a leg of this part.
    #[must_use]
    pub fn takes(&self, part: Option<&str>) -> bool {
        self.part.as_deref() == part
    }
}

/// One side of a line.
#[derive(Clone, Debug)]
pub struct RuleSide {
    /// The code with its detail.
    pub code: String,
    /// Whether it takes the category a leg moves *to*, written `480100@to`.
    pub to: bool,
}

/// What one event, in one variant, posts and asks for.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The event, such as `claim.pay`.
    pub event: String,
    /// The variant, where an event has several; else empty.
    pub variant: String,
    /// What it is called on pages.
    pub title: String,
    /// The USSGL transaction code, only where it is verified.
    pub tc: Option<String>,
    /// Where the pair comes from.
    pub confidence: String,
    /// What it does to holds.
    pub hold: Option<HoldEffect>,
    /// Whether another person's approval must come with it.
    pub approval: bool,
    /// Whether it needs a reason.
    pub reason: bool,
    /// The document it needs a reference to, in words.
    pub evidence: Option<String>,
    /// What it posts.
    pub lines: Vec<RuleLine>,
}

impl Rule {
    /// The layer its lines are posted on.
    #[must_use]
    pub fn layer(&self) -> Layer {
        if self.hold == Some(HoldEffect::Open) { Layer::Pending } else { Layer::Settled }
    }

    /// Whether all it does is to move between categories: it debits every account as often as it
    /// credits it, so that nothing would move within one category.
    pub(super) fn only_moves(&self) -> bool {
        let codes = |of: fn(&RuleLine) -> &RuleSide| {
            let mut codes: Vec<&str> = self.lines.iter().map(|line| of(line).code.as_str()).collect();
            codes.sort_unstable();
            codes
        };
        !self.lines.is_empty() && codes(|line| &line.dr) == codes(|line| &line.cr)
    }
}

/// The rules that are valid from a day on, with the tie-points they keep.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Its name, such as `rules-2025`.
    pub id: String,
    /// The chart it uses.
    pub chart_id: String,
    /// The first day it is valid.
    pub valid_from: NaiveDate,
    /// The last day, if it ends without a successor.
    pub valid_to: Option<NaiveDate>,
    /// Whether it is in force only once the fund has adopted it.
    pub optional: bool,
    /// Who published it.
    pub published_by: String,
    /// Who else approved it.
    pub approved_by: String,
    /// The rules by event and variant.
    pub rules: BTreeMap<(String, String), Rule>,
    /// What must tie after every journal.
    pub tie_points: Vec<TiePoint>,
    /// SHA-256 of the file.
    pub sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    id: String,
    chart: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    #[serde(default)]
    optional: bool,
    extends: Option<String>,
    published_by: String,
    approved_by: String,
    keeps: Vec<String>,
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
    #[serde(default)]
    tie_point: Vec<Spanned<RawTiePoint>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    event: String,
    #[serde(default)]
    variant: String,
    title: String,
    tc: Option<String>,
    confidence: String,
    hold: Option<HoldEffect>,
    #[serde(default)]
    approval: bool,
    #[serde(default)]
    reason: bool,
    evidence: Option<String>,
    #[serde(default)]
    lines: Vec<RawLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    part: Option<String>,
    track: Track,
    dr: String,
    cr: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTiePoint {
    pub(super) id: String,
    pub(super) per: Vec<Dimension>,
    pub(super) tie: String,
}

impl RuleSet {
    /// Reads a rule set, with the one it extends, and checks it against its chart: unknown
    /// accounts, lines across tracks, and accounts that no tie-point watches are refused.
    ///
    /// # Errors
    /// The first mistake, with file, line and mend.
    pub fn parse(file: &str, text: &str, chart: &Chart, base: Option<&Self>) -> Result<Self, SourceError> {
        let source = Source { file, text };
        let raw: RawRules = source.read()?;
        source.check_base(raw.extends.as_deref(), base.map(|base| base.id.as_str()))?;
        if raw.chart != chart.id {
            return Err(source.mistake(0, format!("these rules are for {}, but the chart is {}", raw.chart, chart.id)));
        }
        if raw.published_by == raw.approved_by {
            return Err(source.mistake(0, "a rule set is approved by another person than it is published by"));
        }
        let mut tie_points = base.map_or_else(Vec::new, |base| base.tie_points.clone());
        for spanned in raw.tie_point {
            let at = spanned.span().start;
            let tie = TiePoint::parse(spanned.into_inner(), chart).map_err(|m| source.mistake(at, m))?;
            tie_points.retain(|inherited| inherited.id != tie.id);
            tie_points.push(tie);
        }
        if let Some(id) = raw.keeps.iter().find(|id| !tie_points.iter().any(|t| t.id == **id)) {
            return Err(source.mistake(0, format!("the tie-point {id} is missing; add a [[tie_point]] with this id")));
        }
        let mut rules = BTreeMap::new();
        for spanned in raw.rule {
            let at = spanned.span().start;
            let rule = rule(spanned.into_inner(), chart).map_err(|m| source.mistake(at, m))?;
            watched(&rule, chart, &tie_points).map_err(|m| source.mistake(at, m))?;
            let name = (rule.event.clone(), rule.variant.clone());
            if rules.insert(name, rule).is_some() {
                return Err(source.mistake(at, "this event and variant stand twice; remove one"));
            }
        }
        for (name, rule) in base.iter().flat_map(|base| &base.rules) {
            watched(rule, chart, &tie_points).map_err(|m| source.mistake(0, m))?;
            rules.entry(name.clone()).or_insert_with(|| rule.clone());
        }
        let sha256 = HEXLOWER.encode(&Sha256::digest(text));
        let RawRules { id, chart: chart_id, valid_from, valid_to, optional, published_by, approved_by, .. } = raw;
        Ok(Self { id, chart_id, valid_from, valid_to, optional, published_by, approved_by, rules, tie_points, sha256 })
    }

    /// The rule of an event in a variant.
    #[must_use]
    pub fn rule(&self, event: &str, variant: &str) -> Option<&Rule> {
        self.rules.get(&(event.to_owned(), variant.to_owned()))
    }

    /// The title of an event, for pages; the event itself if it is of an older rule set.
    #[must_use]
    pub fn title<'a>(&'a self, event: &'a str) -> &'a str {
        self.rules.values().find(|r| r.event == event).map_or(event, |r| &r.title)
    }
}

fn rule(raw: RawRule, chart: &Chart) -> Result<Rule, String> {
    let lines = raw.lines.into_iter().map(|l| line(l, chart)).collect::<Result<Vec<_>, _>>()?;
    let RawRule { event, variant, title, tc, confidence, hold, approval, reason, evidence, .. } = raw;
    let postless = matches!(hold, Some(HoldEffect::Void | HoldEffect::Expire)) || event == REVERSAL;
    if lines.is_empty() != postless {
        return Err(format!("the rule of {event} has {} lines; an event that posts needs at least one, others none", lines.len()));
    }
    if hold.is_some() && (lines.len() > 1 || lines.iter().any(|line| line.part.is_some())) {
        return Err(format!("{event} makes or posts holds and may have one line only, without a part"));
    }
    if confidence.trim().is_empty() {
        return Err(format!("{event} needs a confidence; say where the pair comes from"));
    }
    Ok(Rule { event, variant, title, tc, confidence, hold, approval, reason, evidence, lines })
}

/// The event of every reversal; its rule says what a reversal asks for.
pub(super) const REVERSAL: &str = "journal.reverse";

/// The event that closes a year of a fund: what was obligated before it is carried.
pub const YEAR_END: &str = "fund.close_year";

/// The variant of [`YEAR_END`] after which the fund obligates nothing new.
pub(super) const EXPIRING: &str = "expiring";

fn line(raw: RawLine, chart: &Chart) -> Result<RuleLine, String> {
    let (dr, _) = side(&raw.dr, raw.track, chart)?;
    let (cr, _) = side(&raw.cr, raw.track, chart)?;
    if dr.code == cr.code && dr.to == cr.to {
        return Err(format!("a line debits and credits {} alike and moves nothing", raw.dr));
    }
    Ok(RuleLine { track: raw.track, dr, cr, part: raw.part })
}

fn side<'a>(text: &str, track: Track, chart: &'a Chart) -> Result<(RuleSide, &'a ChartAccount), String> {
    let (code, to) = text.strip_suffix("@to").map_or((text, false), |code| (code, true));
    let account = chart.account(code).ok_or_else(|| format!("account {code} is not in the chart; add it there or correct the code"))?;
    if account.track != track {
        return Err(format!("account {code} is {}, the line {track}: each track must balance by itself", account.track));
    }
    if to && !account.dims.contains(&Dimension::Category) {
        return Err(format!("account {code} has no category, so “@to” means nothing here"));
    }
    Ok((RuleSide { code: code.to_owned(), to }, account))
}

/// Every account that holds the fund's money must stand in a tie-point; one that is held, in one that counts holds.
fn watched(rule: &Rule, chart: &Chart, tie_points: &[TiePoint]) -> Result<(), String> {
    let codes = rule.lines.iter().filter(|l| l.track != Track::Memo).flat_map(|l| [&l.dr.code, &l.cr.code]);
    let mut accounts = codes.filter_map(|code| chart.account(code));
    if let Some(account) = accounts.find(|account| !tie_points.iter().any(|t| t.watches(account))) {
        return Err(format!("no tie-point watches account {}; add a [[tie_point]] that names it", account.code));
    }
    if let Some(line) = rule.lines.first().filter(|_| rule.hold == Some(HoldEffect::Open)) {
        let held = &line.dr.code;
        if !tie_points.iter().any(|t| t.watches_holds(held)) {
            return Err(format!("no tie-point counts the holds on {held}; add one with {held}.held"));
        }
    }
    Ok(())
}
