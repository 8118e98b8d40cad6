//! Judges one race by what everybody was told and what is kept: never accepted but invisible,
//! never visible but refused. Knows nothing of how the program works inside, only instants of
//! the clock and the order in which things were asked and answered.

use chrono::TimeDelta;
use urban_diplomacy_fund::kernel::Timestamp;

/// When something was asked and answered: by the clock, and in the order of all that happened.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub asked: u64,
    pub answered: u64,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Here is your receipt; the key of the press.
    Accepted(String),
    /// The deadline has passed.
    Late,
    /// Not received, for another reason.
    Refused(String),
    /// This text is saved.
    Saved(String),
    /// This text is not saved.
    NotSaved(String),
    /// The application is withdrawn.
    Withdrawn,
    /// It is not.
    NotWithdrawn,
    /// There is more time, until then.
    MoreTime(Timestamp),
    /// There is none, because this instant has passed.
    NoMoreTime(Timestamp),
    /// An officer, or the city looking for its receipt, sees an application that was received.
    Seen,
    /// They do not.
    Unseen,
    /// Nothing that anybody should ever be told.
    Fault(String),
}

/// One thing asked, and what came of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub word: Word,
    pub span: Span,
}

/// What was received.
#[derive(Clone, Debug)]
pub struct Received {
    pub at: Timestamp,
    pub deadline: Timestamp,
    pub text: Option<String>,
}

/// What is there when all is over.
#[derive(Clone, Debug)]
pub struct Kept {
    pub received: Vec<Received>,
    pub is_withdrawn: bool,
    pub text: Option<String>,
    /// Whether the page of the desk shows it, and the city's receipt.
    pub desk: bool,
    pub receipt: bool,
}

/// What held before the race.
#[derive(Clone, Debug)]
pub struct Before {
    pub deadline: Timestamp,
    pub grace: TimeDelta,
    pub text: Option<String>,
}

/// Everything in which this race contradicts itself.
pub fn faults(before: &Before, told: &[Told], kept: &Kept) -> Vec<String> {
    let mut found: Vec<String> =
        told.iter().filter_map(|t| if let Word::Fault(words) = &t.word { Some(words.clone()) } else { None }).collect();
    let accepted: Vec<&Told> = told.iter().filter(|t| matches!(t.word, Word::Accepted(_))).collect();
    match (accepted.is_empty(), kept.received.len()) {
        (true, 0) | (false, 1) => {}
        (false, 0) => found.push("accepted, and nothing is there".into()),
        (true, _) => found.push("nobody was told that it was accepted, and it was received".into()),
        (false, n) => found.push(format!("received {n} times")),
    }
    if accepted.iter().any(|t| t.word != accepted[0].word) {
        found.push("two presses were told that they were the one that was accepted".into());
    }
    if [kept.desk, kept.receipt] != [!kept.received.is_empty(); 2] {
        found.push(format!("desk {}, receipt {}, received {}", kept.desk, kept.receipt, kept.received.len()));
    }
    found.extend(kept.received.iter().flat_map(|received| of_time(before, told, &accepted, received)));
    found.extend(of_lateness(before, told));
    found.extend(of_texts(before, told, &accepted, kept));
    found.extend(of_withdrawal(told, &accepted, kept));
    found.extend(of_looks(told, &accepted, kept));
    found
}

/// The deadlines that may have held for what was asked and answered then.
fn deadlines(before: &Before, told: &[Told], span: Span) -> (Timestamp, Timestamp) {
    let given = told.iter().find_map(|t| if let Word::MoreTime(until) = t.word { Some((until, t.span)) } else { None });
    match given {
        Some((until, more)) if more.answered < span.asked => (until, until),
        Some((until, more)) if more.asked < span.answered => (before.deadline, until),
        _ => (before.deadline, before.deadline),
    }
}

fn of_time(before: &Before, told: &[Told], accepted: &[&Told], received: &Received) -> Vec<String> {
    let fits = |t: &&Told| {
        let (first, last) = deadlines(before, told, t.span);
        let in_time =
            received.at <= received.deadline || (t.span.from <= received.deadline && received.at <= received.deadline.plus(before.grace));
        in_time && [first, last].contains(&received.deadline) && t.span.from <= received.at && received.at <= t.span.to
    };
    if accepted.is_empty() || accepted.iter().any(fits) { vec![] } else { vec![format!("received out of time: {received:?}")] }
}

/// What was surely in time is not refused as late.
fn of_lateness(before: &Before, told: &[Told]) -> Vec<String> {
    let late = told.iter().filter(|t| t.word == Word::Late);
    let wrong = late.filter(|t| t.span.to <= deadlines(before, told, t.span).0);
    // Whoever gives more time can come too late, too: its end has passed. What had not is a contradiction.
    let refused = |t: &&Told| if let Word::NoMoreTime(until) = t.word { t.span.to < until } else { false };
    wrong.chain(told.iter().filter(refused)).map(|t| format!("refused as late and was in time: {t:?}")).collect()
}

fn of_texts(before: &Before, told: &[Told], accepted: &[&Told], kept: &Kept) -> Vec<String> {
    let mut found = Vec::new();
    let saves = told.iter().filter_map(|t| if let Word::Saved(text) = &t.word { Some((text, t.span)) } else { None });
    // One person writes, one text after the other.
    let last = saves.clone().max_by_key(|(_, span)| span.asked).map(|(text, _)| text.clone()).or_else(|| before.text.clone());
    if kept.text != last {
        found.push(format!("acknowledged {last:?}, kept {:?}", kept.text));
    }
    if let Some(received) = kept.received.first()
        && received.text != kept.text
    {
        found.push(format!("received {:?}, kept {:?}", received.text, kept.text));
    }
    for (text, span) in saves {
        if accepted.iter().any(|t| t.span.answered < span.asked) {
            found.push(format!("{text:?} was saved after the receipt"));
        }
    }
    found
}

fn of_withdrawal(told: &[Told], accepted: &[&Told], kept: &Kept) -> Vec<String> {
    let mut found = Vec::new();
    let done = told.iter().find(|t| t.word == Word::Withdrawn);
    if done.is_some() != kept.is_withdrawn {
        found.push(format!("told withdrawn {}, is withdrawn {}", done.is_some(), kept.is_withdrawn));
    }
    // A press that is sent again hears what it heard before.
    if let Some(done) = done
        && !accepted.is_empty()
        && accepted.iter().all(|t| done.span.answered < t.span.asked)
    {
        found.push("accepted after it was withdrawn".into());
    }
    found
}

/// From the first receipt on everybody sees it, for good; nobody sees what was not received.
fn of_looks(told: &[Told], accepted: &[&Told], kept: &Kept) -> Vec<String> {
    let mut found = Vec::new();
    let looks = |word: Word| told.iter().filter(move |t| t.word == word);
    for unseen in looks(Word::Unseen) {
        let sure = accepted.iter().copied().chain(looks(Word::Seen));
        if sure.clone().any(|t| t.span.answered < unseen.span.asked) {
            found.push(format!("accepted or seen before, and invisible: {unseen:?}"));
        }
    }
    if kept.received.is_empty() && looks(Word::Seen).next().is_some() {
        found.push("somebody saw what was not received".into());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: &str = "2027-02-26T22:00:00Z";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::parse(DEADLINE).expect("an instant").plus(TimeDelta::seconds(seconds))
    }

    /// The `n`th of things that follow one another, at so many seconds after the deadline.
    fn told(n: u64, word: Word, (from, to): (i64, i64)) -> Told {
        Told { word, span: Span { asked: 2 * n, answered: 2 * n + 1, from: at(from), to: at(to) } }
    }

    fn yes() -> Word {
        Word::Accepted("k".into())
    }

    fn saved(text: &str) -> Word {
        Word::Saved(text.into())
    }

    fn kept(received: &[i64]) -> Kept {
        let received: Vec<_> = received.iter().map(|s| Received { at: at(*s), deadline: at(0), text: Some("x".into()) }).collect();
        let is_there = !received.is_empty();
        Kept { received, is_withdrawn: false, text: Some("x".into()), desk: is_there, receipt: is_there }
    }

    fn count(told: &[Told], kept: &Kept) -> usize {
        let before = Before { deadline: at(0), grace: TimeDelta::seconds(60), text: Some("x".into()) };
        faults(&before, told, kept).len()
    }

    #[test]
    fn sound_races_are_let_pass() {
        assert_eq!(count(&[told(1, yes(), (-1, 0)), told(2, yes(), (1, 1)), told(3, Word::Seen, (1, 1))], &kept(&[0])), 0);
        assert_eq!(count(&[told(1, yes(), (0, 60))], &kept(&[60])), 0, "it waited its turn");
        assert_eq!(count(&[told(1, Word::Late, (0, 1)), told(2, Word::Unseen, (1, 1))], &kept(&[])), 0);
        let withdrawn = Kept { is_withdrawn: true, ..kept(&[0]) };
        assert_eq!(count(&[told(1, yes(), (0, 0)), told(2, Word::Withdrawn, (0, 1)), told(3, Word::Seen, (1, 1))], &withdrawn), 0);
        let too_late = [told(1, Word::NoMoreTime(at(120)), (119, 120)), told(2, Word::Late, (121, 121))];
        assert_eq!(count(&too_late, &kept(&[])), 0, "the end of more time had passed");
        let more = [told(1, Word::MoreTime(at(120)), (0, 1)), told(2, yes(), (90, 90))];
        let received = vec![Received { at: at(90), deadline: at(120), text: Some("x".into()) }];
        assert_eq!(count(&more, &Kept { received, ..kept(&[0]) }), 0);
    }

    #[test]
    fn each_contradiction_is_found() {
        let hidden = Kept { desk: false, ..kept(&[0]) };
        let gone = Kept { text: Some("y".into()), ..kept(&[]) };
        let withdrawn = Kept { is_withdrawn: true, ..kept(&[0]) };
        let rows: &[(&str, &[Told], Kept)] = &[
            ("accepted, not there", &[told(1, yes(), (0, 0))], kept(&[])),
            ("refused, there", &[told(1, Word::Late, (0, 1))], kept(&[0])),
            ("twice", &[told(1, yes(), (0, 0))], kept(&[0, 0])),
            ("two winners", &[told(1, yes(), (0, 0)), told(2, Word::Accepted("l".into()), (0, 0))], kept(&[0])),
            ("not on the desk", &[told(1, yes(), (0, 0))], hidden),
            ("begun too late", &[told(1, yes(), (1, 2))], kept(&[2])),
            ("waited too long", &[told(1, yes(), (0, 61))], kept(&[61])),
            ("in time, refused", &[told(1, Word::Late, (-1, 0))], kept(&[])),
            ("invisible for a while", &[told(1, yes(), (0, 0)), told(2, Word::Unseen, (0, 0))], kept(&[0])),
            ("seen, then not", &[told(1, Word::Seen, (0, 0)), told(2, Word::Unseen, (0, 0)), told(3, yes(), (0, 0))], kept(&[0])),
            ("seen, not received", &[told(1, Word::Seen, (0, 0))], kept(&[])),
            ("a text is lost", &[told(1, saved("x"), (0, 0))], gone.clone()),
            ("a refused text is kept", &[told(1, Word::NotSaved("y".into()), (0, 0))], gone),
            ("saved after the receipt", &[told(1, yes(), (0, 0)), told(2, saved("x"), (0, 0))], kept(&[0])),
            ("accepted after withdrawal", &[told(1, Word::Withdrawn, (0, 0)), told(2, yes(), (0, 0))], withdrawn.clone()),
            ("withdrawn by nobody", &[told(1, yes(), (0, 0))], withdrawn),
            ("more time that did not count", &[told(1, Word::MoreTime(at(120)), (0, 1)), told(2, Word::Late, (90, 90))], kept(&[])),
            ("more time, refused before its end", &[told(1, Word::NoMoreTime(at(120)), (118, 119))], kept(&[])),
            ("a fault", &[told(1, Word::Fault("500".into()), (0, 0))], kept(&[])),
        ];
        for (what, told, kept) in rows {
            assert!(count(told, kept) > 0, "{what}");
        }
    }
}
