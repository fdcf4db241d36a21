//! Axes. In: values in the units of their quantity; what is not finite (or not positive, on a
//! logarithmic axis) has no place on an axis. Out: bounds, two or three round ticks, and places
//! from 0 to 1.

/// How values map to places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AxisScale {
    /// Equal steps are equal differences; such an axis always holds zero.
    #[default]
    Linear,
    /// Equal steps are equal ratios.
    Log,
}

/// Bounds and ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    scale: AxisScale,
    low: f64,
    high: f64,
    /// Round values with a label, rising.
    pub ticks: Vec<f64>,
}

/// First digits of steps between ticks.
const ROUND: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

impl Axis {
    /// The axis with round bounds that holds all values; `None` if none has a place.
    pub(crate) fn covering(
        values: impl IntoIterator<Item = f64>,
        scale: AxisScale,
    ) -> Option<Self> {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite() && (scale == AxisScale::Linear || *value > 0.0))
            .fold(None, |bounds: Option<(f64, f64)>, value| {
                let (low, high) = bounds.unwrap_or((value, value));
                Some((low.min(value), high.max(value)))
            })?;
        Some(match scale {
            AxisScale::Linear => Self::linear(low.min(0.0), high.max(0.0)),
            AxisScale::Log => Self::log(low, high),
        })
    }

    /// A linear axis with exactly these bounds and at most `intervals` steps between ticks.
    pub(crate) fn between(low: f64, high: f64, intervals: usize) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let step = round_steps((high - low) / intervals as f64)
            .find(|step| (high - low) / step <= intervals as f64 + 1e-9)
            .unwrap_or(high - low);
        let first = (low / step - 1e-9).ceil() as i64;
        // The last sample of 10 s at 50 Hz is at 9.98 s: its tick is 10.
        let last = ((high + 0.004 * (high - low)) / step).floor() as i64;
        let ticks = (first..=last).map(|i| i as f64 * step).collect();
        Self {
            scale: AxisScale::Linear,
            low,
            high,
            ticks,
        }
    }

    fn linear(low: f64, high: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let is_mixed = low < 0.0 && high > 0.0;
        let intervals = if is_mixed { 3.0 } else { 2.0 };
        let steps = |step: f64| ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let span = |step: f64| (steps(step).1 - steps(step).0) * step;
        let fitting = round_steps((high - low) / intervals)
            .filter(|&step| steps(step).1 - steps(step).0 <= intervals);
        // About zero the smallest step may leave more of the plot empty than the next ones.
        let candidates = fitting.take(if is_mixed { 3 } else { 1 });
        let step = candidates
            .min_by(|&a, &b| span(a).total_cmp(&span(b)))
            .unwrap_or(high - low);
        let (first, last) = steps(step);
        let ticks = (first as i64..=last as i64)
            .map(|i| i as f64 * step)
            .collect();
        Self {
            scale: AxisScale::Linear,
            low: first * step,
            high: last * step,
            ticks,
        }
    }

    fn log(low: f64, high: f64) -> Self {
        let digits = [1.0, 2.0, 5.0, 10.0];
        let around = |value: f64| digits.map(|digit| digit * 10f64.powf(value.log10().floor()));
        let below = around(low).into_iter().rev().find(|&round| round <= low);
        let above = around(high).into_iter().find(|&round| round >= high);
        let low = below.unwrap_or(low);
        let high = above.filter(|&high| high > low).unwrap_or(low * 10.0);
        let first = (low.log10() - 1e-9).ceil() as i32;
        let last = (high.log10() + 1e-9).floor() as i32;
        let stride = ((last - first) / 3 + 1).max(1);
        let mut ticks: Vec<f64> = (first..=last)
            .step_by(stride as usize)
            .map(|power| 10f64.powi(power))
            .collect();
        if last - first < 2 {
            ticks.extend([low, high]);
            ticks.sort_by(f64::total_cmp);
            ticks.dedup_by(|a, b| (*a - *b).abs() < 1e-9 * *b);
        }
        Self {
            scale: AxisScale::Log,
            low,
            high,
            ticks,
        }
    }

    /// The place of a value, 0 at the low end and 1 at the high end.
    pub(crate) fn place(&self, value: f64) -> Option<f32> {
        let place = match self.scale {
            AxisScale::Linear => (value - self.low) / (self.high - self.low),
            AxisScale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        place.is_finite().then_some(place as f32)
    }
}

/// Round numbers from about `least` upward.
fn round_steps(least: f64) -> impl Iterator<Item = f64> {
    let exponent = if least > 0.0 {
        least.log10().floor() as i32
    } else {
        0
    };
    (exponent..exponent + 3).flat_map(|power| {
        // Dividing by a whole power keeps 0.6 and its like exact.
        ROUND.iter().map(move |digit| match power {
            0.. => digit * 10f64.powi(power),
            _ => digit / 10f64.powi(-power),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_axes_hold_zero_and_have_few_round_ticks() {
        let ticks = |values: &[f64]| {
            Axis::covering(values.iter().copied(), AxisScale::Linear)
                .unwrap()
                .ticks
        };
        assert_eq!(ticks(&[0.4, 0.95]), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(&[53_000.0]), [0.0, 30_000.0, 60_000.0]);
        assert_eq!(ticks(&[1.2]), [0.0, 0.6, 1.2]);
        assert_eq!(ticks(&[-0.3, 0.9]), [-0.5, 0.0, 0.5, 1.0]);
        assert_eq!(ticks(&[-0.75, 0.95]), [-1.0, 0.0, 1.0]);
        assert_eq!(ticks(&[-8.0]), [-8.0, -4.0, 0.0]);
        assert_eq!(ticks(&[0.0]).len(), 3);
    }

    #[test]
    fn log_axes_have_decades_as_ticks() {
        let axis = Axis::covering([0.0, 3_000.0, 53_000.0, f64::NAN], AxisScale::Log).unwrap();
        assert_eq!(axis.ticks, [2_000.0, 10_000.0, 100_000.0]);
        let axis = Axis::covering([2.5, 4.0], AxisScale::Log).unwrap();
        assert_eq!(axis.ticks, [2.0, 5.0]);
        let axis = Axis::covering([1e-3, 1e3], AxisScale::Log).unwrap();
        assert_eq!(axis.ticks, [1e-3, 1.0, 1e3]);
    }

    #[test]
    fn places_run_from_zero_to_one_and_gaps_have_none() {
        let linear = Axis::covering([1.0], AxisScale::Linear).unwrap();
        assert_eq!(linear.place(0.0), Some(0.0));
        assert_eq!(linear.place(1.0), Some(1.0));
        assert_eq!(linear.place(f64::NAN), None);
        let log = Axis::covering([1.0, 100.0], AxisScale::Log).unwrap();
        assert_eq!(log.place(10.0), Some(0.5));
        assert_eq!(log.place(0.0), None);
        assert_eq!(Axis::covering([f64::NAN], AxisScale::Linear), None);
        assert_eq!(Axis::covering([-1.0], AxisScale::Log), None);
    }

    #[test]
    fn exact_bounds_are_kept() {
        let axis = Axis::between(0.3, 12.0, 5);
        assert_eq!((axis.place(0.3), axis.place(12.0)), (Some(0.0), Some(1.0)));
        assert_eq!(axis.ticks, [2.5, 5.0, 7.5, 10.0]);
        assert_eq!(
            Axis::between(0.0, 20.0, 4).ticks,
            [0.0, 5.0, 10.0, 15.0, 20.0]
        );
    }
}
