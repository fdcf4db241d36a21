//! Where two control steps differ, bit by bit.

use super::layout::Layout;
use super::row;
use crate::rollout::StepRecord;

/// The first number that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Such as `hidden[3]`.
    pub what: String,
    pub recorded: f32,
    pub found: f32,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            what,
            recorded,
            found,
        } = self;
        write!(f, "{what} was {recorded:?} and is {found:?}")
    }
}

/// Compares a step as it was recorded with the same step walked again.
pub fn compare(recorded: &StepRecord, found: &StepRecord) -> Option<Difference> {
    let (layout, other) = (Layout::of(recorded), Layout::of(found));
    if layout != other {
        let units = |layout: &Layout| layout.layers.iter().map(|(_, units)| *units as f32).sum();
        return Some(Difference {
            what: "the number of units".to_owned(),
            recorded: units(&layout),
            found: units(&other),
        });
    }
    let numbers = |record: &StepRecord| {
        let mut numbers = Vec::with_capacity(layout.width());
        row::visit(record, &mut |number| numbers.push(number));
        numbers
    };
    let (recorded, found) = (numbers(recorded), numbers(found));
    let mut pairs = recorded.iter().zip(&found);
    let at = pairs.position(|(a, b)| a.to_bits() != b.to_bits())?;
    let mut before = 0;
    let part = layout.parts().into_iter().find(|(_, width)| {
        let is_here = at < before + width;
        before += if is_here { 0 } else { *width };
        is_here
    });
    let name = part.map_or_else(String::new, |(name, _)| name);
    Some(Difference {
        what: format!("{name}[{}]", at - before),
        recorded: recorded[at],
        found: found[at],
    })
}
