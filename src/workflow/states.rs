//! The marking graph: every marking that a case can come to, and every step between two of
//! them. A marking is a set of bits, one for each place. Exploring stops at a bound, so that
//! no definition takes long or fills the memory.

use super::definition::Definition;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// The most places of a definition: a marking has one bit for each.
pub(super) const MOST_PLACES: usize = 128;
/// The most markings.
pub(super) const MOST_STATES: usize = 1_000_000;
/// The most steps between markings.
const MOST_EDGES: usize = 8_000_000;

/// A set of places.
pub(super) type Bits = u128;

/// A hash of a few whole numbers: multiplied and folded. Nobody gains from making two of them
/// fall together, and a million of them are hashed in no time.
#[derive(Default)]
pub(super) struct Quick(u64);

/// Builds [`Quick`].
pub(super) type BuildQuick = BuildHasherDefault<Quick>;

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, n: u64) {
        let product = u128::from(self.0 ^ n ^ 0x9E37_79B9_7F4A_7C15).wrapping_mul(0x94D0_49BB_1331_11EB_BF58_476D_1CE4_E5B9);
        self.0 = u64::try_from(product >> 64 ^ product & u128::from(u64::MAX)).unwrap_or(0);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(u64::try_from(n).unwrap_or(u64::MAX));
    }

    fn write_u128(&mut self, n: u128) {
        self.write_u64(u64::try_from(n & u128::from(u64::MAX)).unwrap_or(0));
        self.write_u64(u64::try_from(n >> 64).unwrap_or(0));
    }
}

/// A transition as sets of places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arc {
    from: Bits,
    to: Bits,
    clears: Bits,
}

impl Arc {
    fn is_enabled(self, marking: Bits) -> bool {
        marking & self.from == self.from
    }

    /// The marking afterwards; `None` where it would mark a place twice.
    fn after(self, marking: Bits) -> Option<Bits> {
        let rest = marking & !(self.from | self.clears);
        (rest & self.to == 0).then_some(rest | self.to)
    }
}

/// Why a definition is not walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooLarge {
    /// More than [`MOST_PLACES`].
    Places,
    /// More than [`MOST_STATES`], or too many steps between them.
    States,
}

/// One step from one marking to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The transition, by its position in the definition.
    pub(super) step: usize,
    /// The marking it leads to, by its position.
    pub(super) to: usize,
}

/// All markings and the steps between them. The first marking is the start.
pub(super) struct States {
    pub(super) markings: Vec<Bits>,
    /// Where the steps out of each marking begin in `edges`.
    first: Vec<usize>,
    edges: Vec<(u32, u16)>,
    arcs: Vec<Arc>,
    ends: Bits,
    /// Whether each transition is enabled somewhere.
    pub(super) is_enabled: Vec<bool>,
    /// Whether each transition would somewhere mark a place twice.
    pub(super) is_unsafe: Vec<bool>,
}

/// The bit of each place.
fn bits(definition: &Definition) -> BTreeMap<&str, Bits> {
    definition.places.iter().zip(0_u32..).map(|(place, i)| (place.id.as_str(), 1_u128.checked_shl(i).unwrap_or(0))).collect()
}

fn set(bits: &BTreeMap<&str, Bits>, places: &[String]) -> Bits {
    places.iter().filter_map(|place| bits.get(place.as_str())).fold(0, |all, bit| all | bit)
}

impl States {
    /// Explores all markings.
    pub(super) fn explore(definition: &Definition) -> Result<Self, TooLarge> {
        Self::explore_up_to(definition, MOST_STATES)
    }

    pub(super) fn explore_up_to(definition: &Definition, most: usize) -> Result<Self, TooLarge> {
        if definition.places.len() > MOST_PLACES || definition.transitions.len() > usize::from(u16::MAX) {
            return Err(TooLarge::Places);
        }
        let bits = bits(definition);
        let steps = definition.transitions.iter();
        let arcs: Vec<Arc> =
            steps.map(|t| Arc { from: set(&bits, &t.from), to: set(&bits, &t.to), clears: set(&bits, &t.clears) }).collect();
        let start = bits.get(definition.start.as_str()).copied().unwrap_or(0);
        let none = vec![false; arcs.len()];
        let mut states = Self {
            markings: vec![start],
            first: vec![0],
            edges: Vec::new(),
            ends: set(&bits, &definition.ends),
            is_enabled: none.clone(),
            is_unsafe: none,
            arcs,
        };
        let mut known: HashMap<Bits, u32, BuildQuick> = [(start, 0_u32)].into_iter().collect();
        let mut at = 0;
        while let Some(marking) = states.markings.get(at).copied() {
            states.leave(marking, &mut known);
            if states.markings.len() > most || states.edges.len() > MOST_EDGES {
                return Err(TooLarge::States);
            }
            states.first.push(states.edges.len());
            at += 1;
        }
        Ok(states)
    }

    /// Notes every step out of a marking.
    fn leave(&mut self, marking: Bits, known: &mut HashMap<Bits, u32, BuildQuick>) {
        let arcs = self.arcs.iter().zip(0_u16..).zip(self.is_enabled.iter_mut().zip(&mut self.is_unsafe));
        for ((arc, step), (is_enabled, is_unsafe)) in arcs.filter(|((arc, _), _)| arc.is_enabled(marking)) {
            *is_enabled = true;
            let Some(next) = arc.after(marking) else {
                *is_unsafe = true;
                continue;
            };
            let fresh = u32::try_from(self.markings.len()).unwrap_or(u32::MAX);
            let to = *known.entry(next).or_insert(fresh);
            if to == fresh {
                self.markings.push(next);
            }
            self.edges.push((to, step));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.markings.len()
    }

    /// The steps out of a marking.
    pub(super) fn out(&self, at: usize) -> impl Iterator<Item = Edge> + '_ {
        let (from, to) = (self.first.get(at).copied().unwrap_or(0), self.first.get(at + 1).copied().unwrap_or(0));
        let edges = self.edges.get(from..to).unwrap_or_default();
        edges.iter().map(|(to, step)| Edge { step: usize::from(*step), to: usize::try_from(*to).unwrap_or(usize::MAX) })
    }

    /// The marking at this position; none beyond the last.
    pub(super) fn marking(&self, at: usize) -> Bits {
        self.markings.get(at).copied().unwrap_or(0)
    }

    /// The places that a transition enters.
    pub(super) fn entered(&self, step: usize) -> Bits {
        self.arcs.get(step).map_or(0, |arc| arc.to)
    }

    /// Whether taking one transition can keep the other from being taken.
    pub(super) fn compete(&self, one: usize, other: usize) -> bool {
        let (Some(a), Some(b)) = (self.arcs.get(one), self.arcs.get(other)) else { return false };
        (a.from | a.clears) & b.from != 0 || (b.from | b.clears) & a.from != 0
    }

    /// Whether an end is marked.
    pub(super) fn is_ended(&self, at: usize) -> bool {
        self.marking(at) & self.ends != 0
    }

    /// The markings from which an end can be reached: backwards from the ends.
    pub(super) fn completing(&self) -> Vec<bool> {
        let mut comes_from: Vec<usize> = vec![0; self.len() + 1];
        for (to, _) in &self.edges {
            if let Some(count) = usize::try_from(*to).ok().and_then(|to| comes_from.get_mut(to)) {
                *count += 1;
            }
        }
        // From counts to where each one's predecessors end; filling moves that to where they begin.
        let mut sum = 0;
        for count in &mut comes_from {
            sum += *count;
            *count = sum;
        }
        let mut before: Vec<u32> = vec![0; self.edges.len()];
        for (at, number) in (0..self.len()).zip(0_u32..) {
            for edge in self.out(at) {
                if let Some(end) = comes_from.get_mut(edge.to) {
                    *end -= 1;
                    if let Some(slot) = before.get_mut(*end) {
                        *slot = number;
                    }
                }
            }
        }
        let mut completes: Vec<bool> = (0..self.len()).map(|at| self.is_ended(at)).collect();
        let mut open: Vec<usize> = (0..self.len()).filter(|at| self.is_ended(*at)).collect();
        while let Some(at) = open.pop() {
            let (from, to) = (comes_from.get(at).copied().unwrap_or(0), comes_from.get(at + 1).copied().unwrap_or(0));
            for earlier in before.get(from..to).unwrap_or_default() {
                let earlier = usize::try_from(*earlier).unwrap_or(usize::MAX);
                if let Some(known) = completes.get_mut(earlier).filter(|known| !**known) {
                    *known = true;
                    open.push(earlier);
                }
            }
        }
        completes
    }

    /// For each marking the places in which every case that comes to it has stood, those of
    /// the marking included: dominators, place by place.
    pub(super) fn passed(&self) -> Vec<Bits> {
        let mut passed = vec![Bits::MAX; self.len()];
        if let Some(start) = passed.first_mut() {
            *start = self.marking(0);
        }
        let mut changes = true;
        while changes {
            changes = false;
            for at in 0..self.len() {
                let here = passed.get(at).copied().unwrap_or(Bits::MAX);
                for edge in self.out(at) {
                    if let Some(there) = passed.get_mut(edge.to) {
                        let fewer = *there & (here | self.marking(edge.to));
                        changes |= fewer != *there;
                        *there = fewer;
                    }
                }
            }
        }
        passed
    }
}

/// The names of marked places, in the order of the definition.
pub(super) fn names(definition: &Definition, marking: Bits) -> Vec<&str> {
    definition
        .places
        .iter()
        .zip(0_u32..)
        .filter(|(_, i)| marking.checked_shr(*i).unwrap_or(0) & 1 == 1)
        .map(|(place, _)| place.id.as_str())
        .collect()
}
