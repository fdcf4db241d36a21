//! What a clock was rounded to, from its stamps: the spacing of a short float, or ticks.
//!
//! In: stamps `[T]` [s] and their steps. Out: the spacing of the grid on which all stamps lie [s],
//! and how high a band along a line holds them, in ticks.

/// Bits of a significand, the hidden one too.
const FLOAT64_BITS: i32 = 53;
const FLOAT32_BITS: i32 = 24;
const FLOAT16_BITS: i32 = 11;
/// Most that a step may be off a whole number of ticks, in ticks, beside the noise.
const TICK_TOLERANCE: f64 = 1e-6;
/// Halvings of the search for the flattest band: beyond these f64 resolves nothing.
const SEARCHES: usize = 80;

/// A grid that stamps were rounded to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounding {
    /// Its spacing, where the clock is coarsest [s].
    pub step: f64,
    /// What makes it.
    pub grid: Grid,
}

impl Rounding {
    /// Stamps `[T]` in units of the grid, from the first on; ticks are whole.
    pub(super) fn in_ticks(self, time: &[f64]) -> Vec<f64> {
        let from_first = time.iter().map(|stamp| (stamp - time[0]) / self.step);
        match self.grid {
            Grid::Ticks => from_first.map(f64::round).collect(),
            _ => from_first.collect(),
        }
    }
}

/// What a grid comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grid {
    /// Double precision.
    Float64,
    /// Single precision.
    Float32,
    /// Half precision.
    Float16,
    /// Decimals cut off, or the ticks of a counter.
    Ticks,
}

/// What the difference of two stamps may be off by, as f64 holds them [s].
pub(super) fn noise(time: &[f64]) -> f64 {
    2.0 * spacing(largest(time), FLOAT64_BITS)
}

/// The grid of float32, if all stamps lie on it and are not whole numbers.
pub(super) fn float32(time: &[f64]) -> Option<Rounding> {
    float(time, FLOAT32_BITS, Grid::Float32)
}

/// The grid of float16, if all stamps lie on it and are not whole numbers.
pub(super) fn float16(time: &[f64]) -> Option<Rounding> {
    float(time, FLOAT16_BITS, Grid::Float16)
}

fn float(time: &[f64], bits: i32, grid: Grid) -> Option<Rounding> {
    // The top bits of f64's 52 stored ones.
    let mask = (1_u64 << (FLOAT64_BITS - bits)) - 1;
    let fits = time.iter().all(|stamp| stamp.to_bits() & mask == 0);
    let whole = time.iter().all(|stamp| stamp.fract() == 0.0);
    let step = spacing(largest(time), bits);
    // Beyond the size where whole numbers are all there is, they are float32 too.
    (fits && (!whole || step > 1.0)).then_some(Rounding { step, grid })
}

/// The ticks that all steps are whole numbers of: the least difference between two lengths of step.
pub(super) fn ticks(time: &[f64], steps: &[f64]) -> Option<Rounding> {
    let noise = noise(time);
    let mut sorted = steps.to_vec();
    sorted.sort_by(f64::total_cmp);
    let lengths: Vec<f64> = sorted
        .chunk_by(|shorter, longer| longer - shorter <= noise)
        .map(|alike| alike.iter().sum::<f64>() / alike.len() as f64)
        .collect();
    let difference = lengths
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .min_by(f64::total_cmp)?;
    // Twice finer each time: over the largest step, then over all the time.
    let largest = sorted[sorted.len() - 1];
    let finer = largest / (largest / difference).round().max(1.0);
    let total: f64 = steps.iter().map(|step| (step / finer).round()).sum();
    let step = (time[time.len() - 1] - time[0]) / total;
    let on_grid = |length: &f64| {
        let whole = (length / step).round();
        (length - whole * step).abs() <= noise + TICK_TOLERANCE * step
    };
    let grid = Grid::Ticks;
    (step > 0.0 && steps.iter().all(on_grid)).then_some(Rounding { step, grid })
}

/// The flattest band along a line that holds all stamps, in ticks: its slope, in ticks a row, and its
/// height, in ticks. At least two stamps.
///
/// The height is convex in the slope, so a search between two slopes finds the least. The slope of a
/// band of height h is within h / (T - 1) of the mean slope; bands higher than 4 are not looked for.
pub(super) fn band(ticks: &[f64]) -> (f64, f64) {
    let last = (ticks.len() - 1) as f64;
    let mean = (ticks[ticks.len() - 1] - ticks[0]) / last;
    let from_mean: Vec<f64> = (0..ticks.len())
        .map(|row| ticks[row] - mean * row as f64)
        .collect();
    let height = |tilt: f64| {
        let mut extent = [f64::INFINITY, f64::NEG_INFINITY];
        for (row, offset) in from_mean.iter().enumerate() {
            let value = offset - tilt * row as f64;
            extent = [extent[0].min(value), extent[1].max(value)];
        }
        extent[1] - extent[0]
    };
    let mut between = [-4.0 / last, 4.0 / last];
    for _ in 0..SEARCHES {
        let third = (between[1] - between[0]) / 3.0;
        let inner = [between[0] + third, between[1] - third];
        if height(inner[0]) <= height(inner[1]) {
            between[1] = inner[1];
        } else {
            between[0] = inner[0];
        }
    }
    let tilt = 0.5 * (between[0] + between[1]);
    (mean + tilt, height(tilt))
}

/// The slope of the line that fits best by least squares, in ticks a row. At least two stamps.
pub(super) fn line_slope(ticks: &[f64]) -> f64 {
    let middle = 0.5 * (ticks.len() - 1) as f64;
    let (mut above, mut below) = (0.0, 0.0);
    for (row, tick) in ticks.iter().enumerate() {
        let from_middle = row as f64 - middle;
        above += from_middle * tick;
        below += from_middle * from_middle;
    }
    above / below
}

/// Whether a slope is a whole number of ticks a row.
pub(super) fn is_whole(slope: f64) -> bool {
    (slope - slope.round()).abs() < 1e-6
}

fn largest(time: &[f64]) -> f64 {
    time.iter().fold(0.0, |most, stamp| stamp.abs().max(most))
}

/// The distance to the next larger number with a significand of `bits` bits.
fn spacing(size: f64, bits: i32) -> f64 {
    if size == 0.0 {
        return 0.0;
    }
    // The exponent of a normal number; the smallest ones are beside the point in seconds.
    let exponent = ((size.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    2.0_f64.powi(exponent - (bits - 1))
}
