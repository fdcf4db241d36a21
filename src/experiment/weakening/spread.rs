//! What the runs of one control span.

use super::Contrast;
use crate::experiment::range::Range;

/// One comparison over the runs of a control; no unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    /// Median ratios to the action; `None` where no run was compared.
    pub ratio: Option<Range>,
    /// How many times the headline's these are; `None` without a contrast in the headline.
    pub times: Option<Range>,
    /// Shares of the headline's contrast that are left, the weakest contrast first.
    pub left: Option<Range>,
}

impl Spread {
    /// Of the same comparison of each run.
    pub(crate) fn of(contrasts: impl Iterator<Item = Contrast> + Clone) -> Self {
        let range = |number: fn(&Contrast) -> Option<f64>| {
            let numbers = contrasts.clone();
            Range::of(numbers.filter_map(|contrast| number(&contrast)))
        };
        Self {
            ratio: range(|contrast| contrast.ratio),
            times: range(Contrast::times),
            left: range(Contrast::left),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_holds_the_ends_of_what_was_compared() {
        let headline = Some(0.25);
        let contrasts = [Some(0.5), None, Some(0.125)].map(|ratio| Contrast { ratio, headline });
        let spread = Spread::of(contrasts.into_iter());
        let ends = |range: Option<Range>| range.map(|range| (range.low, range.high));
        assert_eq!(ends(spread.ratio), Some((0.125, 0.5)));
        assert_eq!(ends(spread.times), Some((0.5, 2.0)));
        assert_eq!(ends(spread.left), Some((0.5, 1.5)));
        let none = Spread::of(std::iter::empty());
        assert_eq!((none.ratio, none.times, none.left), (None, None, None));
    }
}
