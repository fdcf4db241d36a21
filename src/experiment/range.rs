//! The lowest and the highest of some numbers: what runs of one control, or networks of one kind, span.

use crate::style::numbers::significant;

/// Ends of what some numbers span, in their unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

impl Range {
    /// `None` of no numbers.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        values.into_iter().fold(None, |range, value| {
            let Self { low, high } = range.unwrap_or(Self {
                low: value,
                high: value,
            });
            Some(Self {
                low: low.min(value),
                high: high.max(value),
            })
        })
    }

    /// The same ends on another, rising scale.
    pub(super) fn map(self, rising: impl Fn(f64) -> f64) -> Self {
        Self {
            low: rising(self.low),
            high: rising(self.high),
        }
    }

    /// Both ends in words; one where both read alike.
    pub(super) fn say(self, say: impl Fn(f64) -> String) -> String {
        let [low, high] = [self.low, self.high].map(say);
        if low == high {
            low
        } else {
            format!("{low} to {high}")
        }
    }

    /// In three digits.
    pub(super) fn said(self) -> String {
        self.say(significant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_that_read_alike_are_said_once() {
        let range = Range::of([0.5, 0.25, 1.0]).unwrap();
        assert_eq!(range.said(), "0.250 to 1.00");
        assert_eq!(range.map(f64::log2).said(), "−2.00 to 0");
        assert_eq!(Range::of([0.12341, 0.12342]).unwrap().said(), "0.123");
        assert_eq!(Range::of([]), None);
    }
}
