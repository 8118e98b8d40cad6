//! Where everything stands. Layers are columns; columns wrap into rows. Each step leaves its
//! box on the right with its label beside the box, so that labels lie above one another and
//! never on a line. Between columns run upright tracks, below each row lie lanes, and all
//! ways to one place share one track and one lane: lines that meet lead to the same place.

use super::super::definition::Definition;
use super::layers::layers;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const BOX: usize = 124;
/// The widest picture that can be read on a page without zooming.
const WIDEST: usize = 1_260;
const LINE: usize = 16;
const TRACK: usize = 10;
const LANE: usize = 10;
const GAP: usize = 32;
/// Characters of a line in a box, and beside it.
const IN_BOX: usize = 17;
const BESIDE: usize = 19;

/// A box.
pub(super) struct Spot {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) height: usize,
    pub(super) lines: Vec<String>,
    row: usize,
    column: usize,
    /// Where the ways to it arrive.
    arrival: usize,
}

/// A step where it leaves a box.
pub(super) struct Port {
    /// The step, by its position in the definition.
    pub(super) step: usize,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) lines: Vec<String>,
    from: usize,
}

/// A line from a port to a box.
pub(super) struct Way {
    pub(super) step: usize,
    pub(super) to: usize,
    pub(super) points: Vec<(usize, usize)>,
}

/// All of it.
pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) spots: Vec<Spot>,
    pub(super) ports: Vec<Port>,
    pub(super) ways: Vec<Way>,
}

/// Tracks by row, channel and the place they lead to. Channel 0 is left of the first column.
type Tracks = BTreeMap<(usize, usize), BTreeSet<usize>>;

pub(super) fn layout(definition: &Definition) -> Layout {
    let layers = layers(definition);
    let index: BTreeMap<&str, usize> = definition.places.iter().enumerate().map(|(i, place)| (place.id.as_str(), i)).collect();
    let mut plan = Plan { links: links(definition, &index), spots: Vec::new(), ports: Vec::new(), columns: 1, tracks: Tracks::new() };
    for columns in (1..=layers.len().max(1)).rev() {
        plan.columns = columns;
        plan.place(definition, &layers);
        if plan.xs().last().copied().unwrap_or(0) <= WIDEST {
            break;
        }
    }
    plan.finish()
}

/// Each step with a place that it leaves and all that it enters.
fn links(definition: &Definition, index: &BTreeMap<&str, usize>) -> Vec<(usize, usize, Vec<usize>)> {
    let steps = definition.transitions.iter().enumerate();
    steps
        .flat_map(|(i, step)| {
            let to: Vec<usize> = step.to.iter().filter_map(|place| index.get(place.as_str()).copied()).collect();
            let from = step.from.iter().filter_map(|place| index.get(place.as_str()).copied());
            from.map(move |from| (i, from, to.clone())).collect::<Vec<_>>()
        })
        .collect()
}

struct Plan {
    links: Vec<(usize, usize, Vec<usize>)>,
    spots: Vec<Spot>,
    ports: Vec<Port>,
    columns: usize,
    tracks: Tracks,
}

impl Plan {
    /// Gives every place its row, column and size, and every step its label.
    fn place(&mut self, definition: &Definition, layers: &[Vec<usize>]) {
        self.ports = self.links.iter().map(|(step, from, _)| port(definition, *step, *from)).collect();
        let stands: BTreeMap<usize, usize> =
            layers.iter().enumerate().flat_map(|(layer, places)| places.iter().map(move |p| (*p, layer))).collect();
        let spot = |(i, place): (usize, &super::super::definition::Place)| {
            let layer = stands.get(&i).copied().unwrap_or(0);
            let lines = wrapped(&place.label, IN_BOX);
            let beside: usize = self.ports.iter().filter(|port| port.from == i).map(port_height).sum();
            let height = (lines.len() * LINE + 16).max(beside + 8).next_multiple_of(8).max(40);
            Spot { x: 0, y: 0, height, lines, row: layer / self.columns, column: layer % self.columns, arrival: 0 }
        };
        self.spots = definition.places.iter().enumerate().map(spot).collect();
        self.stack(layers);
        self.lay_tracks();
    }

    /// Puts the boxes of each layer above one another, in the middle of its row.
    fn stack(&mut self, layers: &[Vec<usize>]) {
        let heights: Vec<usize> = self.spots.iter().map(|spot| spot.height).collect();
        let of = |places: &[usize]| -> usize { places.iter().filter_map(|p| heights.get(*p)).map(|h| h + GAP).sum() };
        for row in layers.chunks(self.columns) {
            let tallest = row.iter().map(|places| of(places)).max().unwrap_or(0);
            for places in row {
                let mut y = ((tallest - of(places)) / 2).next_multiple_of(8);
                for place in places {
                    if let Some(spot) = self.spots.get_mut(*place) {
                        spot.y = y;
                        y += spot.height + GAP;
                    }
                }
            }
        }
    }

    fn lay_tracks(&mut self) {
        self.tracks.clear();
        for (_, from, to) in &self.links {
            for to in to {
                let (Some(source), Some(target)) = (self.spots.get(*from), self.spots.get(*to)) else { continue };
                self.tracks.entry((source.row, source.column + 1)).or_default().insert(*to);
                self.tracks.entry((target.row, target.column)).or_default().insert(*to);
            }
        }
    }

    /// Where each column begins, and where the last channel ends.
    fn xs(&self) -> Vec<usize> {
        let mut x = self.margin() + self.tracks_width(0) + 12;
        let mut all = vec![x];
        for column in 0..self.columns {
            x += BOX + self.labels_width(column) + self.tracks_width(column + 1) + 12;
            all.push(x);
        }
        all
    }

    fn tracks_width(&self, channel: usize) -> usize {
        let most = self.tracks.iter().filter(|((_, c), _)| *c == channel).map(|(_, targets)| targets.len()).max();
        most.unwrap_or(0) * TRACK + 12
    }

    fn labels_width(&self, column: usize) -> usize {
        let here = self.ports.iter().filter(|port| self.spots.get(port.from).is_some_and(|spot| spot.column == column));
        let longest = here.flat_map(|port| &port.lines).map(|line| line.chars().count()).max().unwrap_or(0);
        longest * 7 + 12
    }

    /// Which regions a way to another row goes through: the lanes below these rows.
    fn regions(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (source, target) = (self.spots.get(from)?, self.spots.get(to)?);
        if source.row == target.row {
            return (target.column != source.column + 1).then_some((source.row, source.row));
        }
        Some(if target.row > source.row { (source.row, target.row - 1) } else { (source.row - 1, target.row) })
    }

    /// Places that are reached past several rows; each has a track in the left margin.
    fn far(&self) -> BTreeSet<usize> {
        let pairs = self.links.iter().flat_map(|(_, from, to)| to.iter().map(|to| (*from, *to)));
        pairs.filter(|(from, to)| self.regions(*from, *to).is_some_and(|(a, b)| a != b)).map(|(_, to)| to).collect()
    }

    fn margin(&self) -> usize {
        16 + self.far().len() * TRACK
    }

    /// Gives everything its place in the picture and draws the ways.
    fn finish(mut self) -> Layout {
        let xs = self.xs();
        let regions: Vec<BTreeSet<usize>> = self.lanes();
        let rows = self.spots.iter().map(|spot| spot.row + 1).max().unwrap_or(0);
        let (mut y, mut tops, mut lane_tops) = (24, Vec::new(), Vec::new());
        for row in 0..rows {
            tops.push(y);
            let boxes = self.spots.iter().filter(|spot| spot.row == row).map(|spot| spot.y + spot.height).max().unwrap_or(0);
            y += boxes + 14;
            lane_tops.push(y);
            y = (y + regions.get(row).map_or(0, BTreeSet::len) * LANE + GAP / 2).next_multiple_of(8);
        }
        for spot in &mut self.spots {
            spot.x = xs.get(spot.column).copied().unwrap_or(0);
            spot.y += tops.get(spot.row).copied().unwrap_or(0);
            // Labels stand at multiples of eight, arrivals between them: no line covers another.
            spot.arrival = spot.y + (spot.height / 2) / 8 * 8 + 4;
        }
        self.set_ports();
        let frame = Frame { xs, regions, lane_tops, far: self.far().into_iter().collect() };
        let ways = self.ways(&frame);
        let width = frame.xs.last().copied().unwrap_or(0) + 4;
        Layout { width, height: y + 8, spots: self.spots, ports: self.ports, ways }
    }

    /// The places that have a lane below each row.
    fn lanes(&self) -> Vec<BTreeSet<usize>> {
        let rows = self.spots.iter().map(|spot| spot.row + 1).max().unwrap_or(0);
        let mut lanes = vec![BTreeSet::new(); rows];
        for (_, from, to) in &self.links {
            for to in to {
                for region in self.regions(*from, *to).into_iter().flat_map(|(a, b)| [a, b]) {
                    if let Some(lane) = lanes.get_mut(region) {
                        lane.insert(*to);
                    }
                }
            }
        }
        lanes
    }

    fn set_ports(&mut self) {
        let mut used: BTreeMap<usize, usize> = BTreeMap::new();
        for port in &mut self.ports {
            let Some(spot) = self.spots.get(port.from) else { continue };
            let below = used.entry(port.from).or_insert(0);
            *below += port_height(port);
            (port.x, port.y) = (spot.x + BOX, spot.y + *below);
        }
    }

    fn ways(&self, frame: &Frame) -> Vec<Way> {
        let mut ways = Vec::new();
        for (port, (step, from, to)) in self.ports.iter().zip(&self.links) {
            for to in to {
                let points = self.points(frame, port, (*from, *to)).unwrap_or_default();
                ways.push(Way { step: *step, to: *to, points });
            }
        }
        ways
    }

    fn points(&self, frame: &Frame, port: &Port, (from, to): (usize, usize)) -> Option<Vec<(usize, usize)>> {
        let (source, target) = (self.spots.get(from)?, self.spots.get(to)?);
        let out = self.track(frame, (source.row, source.column + 1), to)?;
        let mut points = vec![(port.x, port.y), (out, port.y)];
        if let Some((a, b)) = self.regions(from, to) {
            let into = self.track(frame, (target.row, target.column), to)?;
            let (below, above) = (frame.lane(a, to)?, frame.lane(b, to)?);
            points.push((out, below));
            if a != b {
                let margin = 10 + frame.far.iter().position(|far| *far == to)? * TRACK;
                points.extend([(margin, below), (margin, above)]);
            }
            points.extend([(into, above), (into, target.arrival)]);
        } else {
            points.push((out, target.arrival));
        }
        points.push((target.x, target.arrival));
        Some(points)
    }

    /// The track of a place in a channel: just left of the column that follows it.
    fn track(&self, frame: &Frame, channel: (usize, usize), to: usize) -> Option<usize> {
        let tracks = self.tracks.get(&channel)?;
        let end = frame.xs.get(channel.1).copied()? - 16;
        // What leads to lower places turns first, so that fewer lines cross.
        let mut order: Vec<usize> = tracks.iter().copied().collect();
        order.sort_by_key(|place| std::cmp::Reverse(self.spots.get(*place).map_or(0, |spot| spot.arrival)));
        let behind = order.iter().rev().position(|place| *place == to)?;
        // The tracks of two rows meet in the lanes between them, and stand beside one another there.
        Some(end - behind * TRACK - channel.0 % 2 * (TRACK / 2))
    }
}

/// What the ways are drawn in.
struct Frame {
    xs: Vec<usize>,
    regions: Vec<BTreeSet<usize>>,
    lane_tops: Vec<usize>,
    far: Vec<usize>,
}

impl Frame {
    fn lane(&self, region: usize, to: usize) -> Option<usize> {
        let lanes = self.regions.get(region)?;
        Some(self.lane_tops.get(region)? + lanes.iter().position(|place| *place == to)? * LANE)
    }
}

fn port(definition: &Definition, step: usize, from: usize) -> Port {
    let label = definition.transitions.get(step).map_or(String::new(), |step| {
        if step.ledger_events().next().is_some() { format!("{}\u{a0}$", step.label) } else { step.label.clone() }
    });
    Port { step, x: 0, y: 0, lines: wrapped(&label, BESIDE), from }
}

fn port_height(port: &Port) -> usize {
    port.lines.len() * LINE + 8
}

/// The words in lines of about so many characters.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Words that a hard space joins stay together.
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
