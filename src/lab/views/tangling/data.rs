//! What the tangling panel shows. In: Q of each layer over the last seconds (1/s^2), its
//! medians or the reason why there is none. Out: numbers smoothed over half a second; peaks that the
//! plot cuts. A Q that is not finite is a gap in the curve.

/// Time over which the numbers are smoothed, s.
const SMOOTHING_TIME: f64 = 0.5;

/// Q of one layer, as computed on the policy's fixed z-score.
#[derive(Clone, Copy, Debug, Default)]
pub struct LayerTangling<'a> {
    /// For instance "recurrent".
    pub name: &'static str,
    /// Q, 1/s^2, oldest first; the last is now.
    pub q: &'a [f64],
    /// The median over the window, 1/s^2.
    pub median: Option<f64>,
    /// Why there is no median, as "standing: no tangling".
    pub absent_because: &'a str,
}

/// Q of both layers over one window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tangling<'a> {
    /// The recurrent layer.
    pub recurrent: LayerTangling<'a>,
    /// The actuation layer.
    pub actuation: LayerTangling<'a>,
    /// Ratio of the medians with as many dimensions taken from both layers.
    pub equal_dimension_ratio: Option<f64>,
    /// Smallest and largest ratio of the medians in the last 10 s; none until the window was full.
    pub ratio_spread: Option<[f64; 2]>,
    /// Time between two values of Q, s.
    pub interval: f64,
}

/// A number that follows another without flicker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Smoothed {
    value: Option<f64>,
}

impl Smoothed {
    /// Moves toward `wanted` for `elapsed` s and returns the number. It appears and
    /// disappears at once; what is not finite counts as none.
    pub fn follow(&mut self, wanted: Option<f64>, elapsed: f64) -> Option<f64> {
        let share = 1.0 - (-elapsed.max(0.0) / SMOOTHING_TIME).exp();
        self.value = wanted.filter(|wanted| wanted.is_finite()).map(|wanted| {
            let from = self.value.unwrap_or(wanted);
            from + (wanted - from) * share
        });
        self.value
    }
}

/// The panel's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Median of the recurrent layer, 1/s^2.
    pub recurrent: Option<f64>,
    /// Median of the actuation layer, 1/s^2.
    pub actuation: Option<f64>,
    /// Their ratio, recurrent over actuation.
    pub ratio: Option<f64>,
    /// The ratio with equal dimensions.
    pub equal_dimension_ratio: Option<f64>,
    /// Smallest and largest ratio of the last 10 s.
    pub ratio_spread: Option<[f64; 2]>,
}

/// The numbers' memory between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmoothedNumbers {
    recurrent: Smoothed,
    actuation: Smoothed,
    equal_dimension_ratio: Smoothed,
}

impl SmoothedNumbers {
    /// Follows the tangling for `elapsed` s. The ratio is that of the numbers shown.
    pub fn follow(&mut self, tangling: &Tangling, elapsed: f64) -> Numbers {
        let recurrent = self.recurrent.follow(tangling.recurrent.median, elapsed);
        let actuation = self.actuation.follow(tangling.actuation.median, elapsed);
        let ratio = recurrent
            .zip(actuation)
            .map(|(r, a)| r / a)
            .filter(|ratio| ratio.is_finite());
        let equal = tangling.equal_dimension_ratio.filter(|_| ratio.is_some());
        let equal_dimension_ratio = self.equal_dimension_ratio.follow(equal, elapsed);
        Numbers {
            recurrent,
            actuation,
            ratio,
            equal_dimension_ratio,
            ratio_spread: tangling.ratio_spread.filter(|_| ratio.is_some()),
        }
    }
}

/// (age in s, Q) pairs, oldest first.
pub fn curve(q: &[f64], interval: f64) -> impl Iterator<Item = (f64, f64)> {
    let newest = q.len().saturating_sub(1);
    q.iter()
        .enumerate()
        .map(move |(index, &q)| ((newest - index) as f64 * interval, q))
}

/// Share of a layer's Q that the plot must hold.
const HELD_SHARE: f64 = 0.9;
/// Room above it, as a factor; what is higher still is cut.
const PEAK_ROOM: f64 = 2.0;

/// What the plot's upper bound follows, 1/s^2; 0 without any Q. A moment in each stride can be
/// twenty times as tangled as the others: the bound would hide them, so such peaks are cut.
#[must_use]
pub fn high(tangling: &Tangling) -> f64 {
    let of_layer = |q: &[f64]| {
        let mut sorted: Vec<f64> = q.iter().copied().filter(|q| q.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let held = sorted[(HELD_SHARE * last as f64) as usize];
        Some((held * PEAK_ROOM).min(sorted[last]))
    };
    let layers = [tangling.recurrent.q, tangling.actuation.q];
    layers.into_iter().filter_map(of_layer).fold(0.0, f64::max)
}

/// Each stretch of a curve above the plot's upper end: age (s) and height of its peak.
#[must_use]
pub fn cut_peaks(curve: &[(f64, f64)], upper: f64) -> Vec<(f64, f64)> {
    let above = |(_, q): &(f64, f64)| *q > upper;
    curve
        .split(|point| !above(point))
        .filter_map(|stretch| stretch.iter().max_by(|a, b| a.1.total_cmp(&b.1)))
        .copied()
        .collect()
}

/// Why numbers are missing, without repeating what holds for both layers.
#[must_use]
pub fn reasons(tangling: &Tangling) -> Vec<String> {
    let reason = |layer: &LayerTangling| {
        layer.median.is_none().then(|| match layer.absent_because {
            "" => "nothing recorded yet".to_owned(),
            because => because.to_owned(),
        })
    };
    match (reason(&tangling.recurrent), reason(&tangling.actuation)) {
        (None, None) => Vec::new(),
        (Some(both), Some(other)) if both == other => vec![both],
        (recurrent, actuation) => [
            (tangling.recurrent.name, recurrent),
            (tangling.actuation.name, actuation),
        ]
        .into_iter()
        .filter_map(|(layer, reason)| Some(format!("{layer}: {}", reason?)))
        .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stretch_above_the_plot_has_one_mark_at_its_peak() {
        let q = [5.0, 11.0, 12.0, 11.0, 5.0, 30.0, f64::NAN, 20.0, 10.0];
        let curve: Vec<_> = curve(&q, 0.5).collect();
        let marks = [(3.0, 12.0), (1.5, 30.0), (0.5, 20.0)];
        assert_eq!(cut_peaks(&curve, 10.0), marks);
        assert!(cut_peaks(&curve, 30.0).is_empty());
        assert!(cut_peaks(&[], 0.0).is_empty());
    }

    #[test]
    fn one_peak_does_not_hide_the_rest() {
        let mut q: Vec<f64> = (0..250).map(|k| 5000.0 + f64::from(k)).collect();
        let tangling = |q: &[f64]| {
            let layer = LayerTangling {
                q,
                ..Default::default()
            };
            high(&Tangling {
                recurrent: layer,
                actuation: layer,
                interval: 0.02,
                ..Default::default()
            })
        };
        assert_eq!(tangling(&q), 5249.0, "without a peak the largest is held");
        q[100] = 1.5e6;
        assert!((5249.0..10_500.0).contains(&tangling(&q)));
        for peak in q.iter_mut().step_by(15) {
            *peak = 1.5e6;
        }
        assert!(
            (5249.0..10_500.0).contains(&tangling(&q)),
            "one in each stride"
        );
        assert_eq!(tangling(&[]), 0.0);
        assert_eq!(tangling(&[f64::NAN, 3.0]), 3.0);
    }

    #[test]
    fn smoothing_takes_half_a_second() {
        let mut smoothed = Smoothed::default();
        assert_eq!(
            smoothed.follow(Some(100.0), 0.02),
            Some(100.0),
            "appears at once"
        );
        let mut value = 0.0;
        for _ in 0..25 {
            value = smoothed.follow(Some(0.0), 0.02).unwrap();
        }
        assert!(
            (value - 100.0 / std::f64::consts::E).abs() < 1e-6,
            "{value}"
        );
        assert_eq!(smoothed.follow(None, 0.02), None);
        assert_eq!(smoothed.follow(Some(f64::NAN), 0.02), None);
    }

    #[test]
    fn ratio_agrees_with_the_numbers_shown() {
        let layer = |median| LayerTangling {
            median: Some(median),
            ..Default::default()
        };
        let mut numbers = SmoothedNumbers::default();
        let tangling = |recurrent, actuation| Tangling {
            recurrent: layer(recurrent),
            actuation: layer(actuation),
            equal_dimension_ratio: Some(0.9),
            ratio_spread: Some([0.8, 1.0]),
            interval: 0.02,
        };
        numbers.follow(&tangling(10.0, 20.0), 0.02);
        let shown = numbers.follow(&tangling(40.0, 20.0), 0.1);
        assert_eq!(
            shown.ratio,
            Some(shown.recurrent.unwrap() / shown.actuation.unwrap())
        );
        let mut standing = tangling(10.0, 20.0);
        standing.recurrent.median = None;
        let shown = numbers.follow(&standing, 0.02);
        assert_eq!((shown.ratio, shown.equal_dimension_ratio), (None, None));
        assert_eq!(shown.ratio_spread, None);
    }

    #[test]
    fn reasons_name_the_layer_unless_both_agree() {
        let standing = LayerTangling {
            absent_because: "standing: no tangling",
            ..Default::default()
        };
        let moving = LayerTangling {
            median: Some(1.0),
            ..Default::default()
        };
        let both = Tangling {
            recurrent: standing,
            actuation: standing,
            ..Default::default()
        };
        assert_eq!(reasons(&both), ["standing: no tangling"]);
        let still = LayerTangling {
            name: "actuation",
            absent_because: "hardly varies",
            ..Default::default()
        };
        let one = Tangling {
            recurrent: moving,
            actuation: still,
            ..Default::default()
        };
        assert_eq!(reasons(&one), ["actuation: hardly varies"]);
        assert!(
            reasons(&Tangling {
                recurrent: moving,
                actuation: moving,
                ..Default::default()
            })
            .is_empty()
        );
    }

    #[test]
    fn curve_ends_now() {
        let curve: Vec<_> = curve(&[1.0, 2.0, 3.0], 0.5).collect();
        assert_eq!(curve, [(1.0, 1.0), (0.5, 2.0), (0.0, 3.0)]);
        assert_eq!(super::curve(&[], 0.5).count(), 0);
    }
}
