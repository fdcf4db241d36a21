//! Axes and numbers. In: values in the units of their quantity; what is not finite (or not
//! positive, on a logarithmic axis) has no place on an axis. Out: bounds, two or three round
//! ticks, places from 0 to 1, and numbers as people read them.

/// How values map to places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AxisScale {
    /// Equal steps are equal differences; such an axis always holds zero.
    #[default]
    Linear,
    /// Equal steps are equal ratios.
    Log,
}

/// Bounds and ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
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
    pub fn covering(values: impl IntoIterator<Item = f64>, scale: AxisScale) -> Option<Self> {
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
    pub fn between(low: f64, high: f64, intervals: usize) -> Self {
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
    pub fn place(&self, value: f64) -> Option<f32> {
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

/// A number with three significant digits, thousands apart, and a true minus sign.
pub fn significant(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // rounded first, so that 0.09999 has the digits of 0.1
    let rounded = format!("{:.2e}", value.abs()).parse();
    let size: f64 = rounded.unwrap_or(value.abs());
    let last_digit = size.log10().floor() as i32 - 2;
    let text = if last_digit > 0 {
        let unit = 10f64.powi(last_digit);
        format!("{:.0}", (size / unit).round() * unit)
    } else {
        format!(
            "{size:.decimals$}",
            decimals = last_digit.unsigned_abs() as usize
        )
    };
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", with_thousands_apart(&text))
}

fn with_thousands_apart(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut apart = String::with_capacity(text.len() + whole / 3);
    for (i, c) in text.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(c);
    }
    apart
}

/// A share from 0 to 1 as percent with one decimal. What is not all or nothing never reads as all or
/// nothing: 99.97 % is > 99.9 %, 0.02 % is < 0.1 %. An end of an interval may lie outside 0 to 1.
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if !percent.is_finite() {
        return "–".to_owned();
    }
    match percent {
        0.0 => "0 %".to_owned(),
        100.0 => "100 %".to_owned(),
        99.95..100.0 => "> 99.9 %".to_owned(),
        0.0..0.05 => "< 0.1 %".to_owned(),
        _ => {
            let text = format!("{:.1}", percent.abs());
            let sign = if percent < 0.0 && text != "0.0" {
                "−"
            } else {
                ""
            };
            format!("{sign}{text} %")
        }
    }
}

/// A correlation or a share of a variance, from -1 to 1, to three decimals.
pub fn fraction(value: f64) -> String {
    let text = format!("{:.3}", value.abs());
    if value < 0.0 && text != "0.000" {
        format!("−{text}")
    } else {
        text
    }
}

/// A number as a figure of two digits times a power of ten: 1.4 × 10⁻³⁰.
pub fn scientific(value: f64) -> String {
    let text = format!("{value:.1e}");
    let Some((figure, power)) = text.split_once('e') else {
        return "–".to_owned();
    };
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    let power: String = power.chars().map(raised).collect();
    format!("{} × 10{power}", figure.replace('-', "−"))
}

/// A round number, as short as it can be: 30k, 1.5M, 0.5.
pub fn tick(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:e}").replace('-', "−");
    }
    let (scaled, suffix) = match value.abs() {
        1e9.. => (value / 1e9, "G"),
        1e6.. => (value / 1e6, "M"),
        1e3.. => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let text = format!("{:.6}", scaled.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let sign = if value < 0.0 && text != "0" {
        "−"
    } else {
        ""
    };
    format!("{sign}{text}{suffix}")
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
    fn powers_of_ten_are_raised() {
        assert_eq!(scientific(1.4e-30), "1.4 × 10⁻³⁰");
        assert_eq!(scientific(-2e12), "−2.0 × 10¹²");
        assert_eq!(scientific(f64::NAN), "–");
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

    #[test]
    fn numbers_have_three_digits() {
        let values = [
            8717.0,
            0.7834,
            12.06,
            -0.25,
            1_234_567.0,
            0.0,
            f64::NAN,
            999.7,
            0.099_999,
        ];
        let texts = values.map(significant);
        assert_eq!(
            texts,
            [
                "8,720",
                "0.783",
                "12.1",
                "−0.250",
                "1,230,000",
                "0",
                "–",
                "1,000",
                "0.100"
            ]
        );
    }

    #[test]
    fn what_is_not_all_or_nothing_does_not_read_so() {
        let shares = [1.0, 0.0, 0.997, 0.9996, 0.0003, 0.31, 1.004, -0.012, -1e-5];
        let texts = shares.map(percent);
        assert_eq!(
            texts,
            [
                "100 %", "0 %", "99.7 %", "> 99.9 %", "< 0.1 %", "31.0 %", "100.4 %", "−1.2 %",
                "0.0 %"
            ]
        );
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(
            [-0.0321, 1.0, -1e-9].map(fraction),
            ["−0.032", "1.000", "0.000"]
        );
    }

    #[test]
    fn ticks_are_short() {
        let texts = [30_000.0, 0.5, 1.5e6, 0.0, -2.5, 0.008].map(tick);
        assert_eq!(texts, ["30k", "0.5", "1.5M", "0", "−2.5", "0.008"]);
    }
}
