//! Soundness as the books define it (van der Aalst 2011), without any of the program's code or
//! its representation: tokens are counted, a marking is a list of counts, and whatever asks
//! "can it still come to …" walks on from there anew.

use crate::Dice;
use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write;

/// A step: places it takes from, gives to, and empties.
type Step = (Vec<usize>, Vec<usize>, Vec<usize>);
type Tokens = Vec<u8>;

/// A net whose first place is the start; the others from `ends` on are ends.
#[derive(Debug)]
pub struct Net {
    pub places: usize,
    pub ends: usize,
    pub steps: Vec<Step>,
}

fn some(dice: &mut Dice, from: usize, to: usize, most: usize) -> Vec<usize> {
    let wanted = 1 + dice.below(most);
    let set: BTreeSet<usize> = (0..wanted).map(|_| from + dice.below(to - from)).collect();
    set.into_iter().collect()
}

impl Net {
    /// A random one. Steps made at random are rarely sound, so most grow from sound ones: a
    /// chain, into which parallel parts and ways back are set.
    pub fn random(dice: &mut Dice, with_clears: bool) -> Self {
        if dice.percent(30) { Self::wild(dice, with_clears) } else { Self::grown(dice, with_clears) }
    }

    fn wild(dice: &mut Dice, with_clears: bool) -> Self {
        let places = 3 + dice.below(5);
        let ends = places - 1 - usize::from(places > 4 && dice.percent(30));
        let step = |dice: &mut Dice| {
            let (from, to) = (some(dice, 0, ends, 2), some(dice, 1, places, 2));
            let clears = if with_clears && dice.percent(30) { some(dice, 0, ends, 2) } else { vec![] };
            let clears = clears.into_iter().filter(|place| !from.contains(place)).collect();
            (from, to, clears)
        };
        let steps = (0..2 + dice.below(7)).map(|_| step(dice)).collect();
        Self { places, ends, steps }
    }

    fn grown(dice: &mut Dice, with_clears: bool) -> Self {
        // Places are numbered as they come; the end is moved to the last number afterwards.
        let mut net = Self { places: 2, ends: 1, steps: vec![(vec![0], vec![1], vec![])] };
        for _ in 0..dice.below(5) {
            let at = dice.below(net.steps.len());
            let (from, to, clears) = net.steps[at].clone();
            let new = net.places;
            match dice.below(4) {
                0 => {
                    net.places += 1;
                    net.steps[at] = (from, vec![new], clears);
                    net.steps.push((vec![new], to, vec![]));
                }
                1 => {
                    net.places += 4;
                    net.steps[at] = (from, vec![new, new + 1], clears);
                    net.steps.extend([(vec![new], vec![new + 2], vec![]), (vec![new + 1], vec![new + 3], vec![])]);
                    net.steps.push((vec![new + 2, new + 3], to, vec![]));
                }
                2 => net.steps.push((from, to, vec![])),
                _ if !from.contains(&0) && !to.contains(&1) => net.steps.push((to, from, vec![])),
                _ => {}
            }
        }
        let last = net.places - 1;
        let moved = |place: usize| match place {
            1 => last,
            p if p == last => 1,
            p => p,
        };
        for (from, to, clears) in &mut net.steps {
            for places in [from, to, clears] {
                places.iter_mut().for_each(|place| *place = moved(*place));
                places.sort_unstable();
            }
        }
        net.ends = last;
        net.spoil(dice, with_clears);
        net
    }

    /// Changes one step of some of the nets.
    fn spoil(&mut self, dice: &mut Dice, with_clears: bool) {
        let (at, ends, places) = (dice.below(self.steps.len()), self.ends, self.places);
        match dice.below(8) {
            0 => self.steps[at].0 = some(dice, 0, ends, 2),
            1 => self.steps[at].1 = some(dice, 1, places, 2),
            2 => drop(self.steps.remove(at)),
            3 => self.steps.push((some(dice, 0, ends, 2), some(dice, 0, places, 2), vec![])),
            4 | 5 if with_clears => {
                let from = self.steps[at].0.clone();
                self.steps[at].2 = some(dice, 0, ends, 3).into_iter().filter(|place| !from.contains(place)).collect();
            }
            _ => {}
        }
        if self.steps.is_empty() {
            self.steps.push((vec![0], vec![ends], vec![]));
        }
    }

    /// The net as a definition.
    pub fn text(&self) -> String {
        let list = |places: &[usize]| places.iter().map(|p| format!("\"p{p}\"")).collect::<Vec<_>>().join(", ");
        let ends: Vec<usize> = (self.ends..self.places).collect();
        let mut text = format!("name = \"net\"\nversion = \"1\"\nstart = \"p0\"\nends = [{}]\n", list(&ends));
        for place in 0..self.places {
            let _ = write!(text, "[[place]]\nid = \"p{place}\"\nlabel = \"P\"\napplicant_label = \"P\"\n");
        }
        for (i, (from, to, clears)) in self.steps.iter().enumerate() {
            let (from, to, clears) = (list(from), list(to), list(clears));
            let _ = write!(
                text,
                "[[transition]]\nid = \"t{i}\"\nlabel = \"T\"\nfrom = [{from}]\nto = [{to}]\nclears = [{clears}]\nby = [\"preparer\"]\n"
            );
        }
        text
    }

    fn start(&self) -> Tokens {
        let mut tokens = vec![0; self.places];
        tokens[0] = 1;
        tokens
    }

    fn fire(&self, tokens: &Tokens, (from, to, clears): &Step) -> Option<Tokens> {
        if from.iter().any(|place| tokens[*place] == 0) {
            return None;
        }
        let mut next = tokens.clone();
        from.iter().for_each(|place| next[*place] -= 1);
        clears.iter().for_each(|place| next[*place] = 0);
        to.iter().for_each(|place| next[*place] += 1);
        Some(next)
    }

    /// Everything that can come after some tokens. `None` where a place gets two.
    fn closure(&self, from: &Tokens, steps: &[Step]) -> Option<BTreeSet<Tokens>> {
        let (mut seen, mut queue) = (BTreeSet::from([from.clone()]), VecDeque::from([from.clone()]));
        while let Some(tokens) = queue.pop_front() {
            for next in steps.iter().filter_map(|step| self.fire(&tokens, step)) {
                if next.iter().any(|count| *count > 1) {
                    return None;
                }
                if seen.insert(next.clone()) {
                    queue.push_back(next);
                }
            }
        }
        Some(seen)
    }

    fn is_final(&self, tokens: &Tokens) -> bool {
        tokens[self.ends..].iter().any(|count| *count > 0)
    }

    /// The numbers of the checks that fail.
    pub fn verdict(&self) -> BTreeSet<&'static str> {
        let Some(all) = self.closure(&self.start(), &self.steps) else { return BTreeSet::from(["S7"]) };
        let mut failed = BTreeSet::new();
        if (0..self.places).any(|place| all.iter().all(|tokens| tokens[place] == 0)) {
            failed.insert("S3");
        }
        if all.iter().any(|tokens| !self.closure(tokens, &self.steps).expect("safe").iter().any(|t| self.is_final(t))) {
            failed.insert("S4");
        }
        if all.iter().any(|tokens| self.is_final(tokens) && tokens.iter().sum::<u8>() > 1) {
            failed.insert("S5");
        }
        if self.steps.iter().any(|step| all.iter().all(|tokens| self.fire(tokens, step).is_none())) {
            failed.insert("S6");
        }
        failed
    }

    /// Whether every place and step lies on a way from the start to the one end, nothing is
    /// cleared, and nothing comes back to the start: a workflow net.
    pub fn is_workflow_net(&self) -> bool {
        let is_plain = self.ends + 1 == self.places && self.steps.iter().all(|(_, to, clears)| clears.is_empty() && !to.contains(&0));
        let follow = |begin: usize, onward: bool| {
            let mut seen = BTreeSet::from([begin]);
            for _ in 0..self.places {
                for (from, to, _) in &self.steps {
                    let (a, b) = if onward { (from, to) } else { (to, from) };
                    if a.iter().any(|place| seen.contains(place)) {
                        seen.extend(b);
                    }
                }
            }
            seen.len() == self.places
        };
        is_plain && follow(0, true) && follow(self.ends, false)
    }

    /// Whether the net is live and bounded once its end leads back to its start. `None` where
    /// a place gets two tokens.
    pub fn is_live_and_bounded(&self) -> Option<bool> {
        let mut steps = self.steps.clone();
        steps.push((vec![self.ends], vec![0], vec![]));
        let all = self.closure(&self.start(), &steps)?;
        let again = |tokens: &Tokens| {
            let later = self.closure(tokens, &steps).expect("safe");
            steps.iter().all(|step| later.iter().any(|t| self.fire(t, step).is_some()))
        };
        Some(all.iter().all(again))
    }
}
