//! The clock of a recording: even, or what is wrong with it and in which row.
//!
//! In: one time stamp a row `[T]`, in s. Out: the time between rows [s], or a [`Fault`] that names
//! the row (from 0) and what was found there. What a stamp may be off by follows from the clock
//! itself: the rounding of f64 at its size, and, where its steps show it, the coarser grid that it was
//! rounded to ([`Rounding`]).

pub use rounding::{Grid, Rounding};
use rounding::{band, is_whole, line_slope};

mod rounding;

/// Fewest rows that have a derivative which differs between two of them.
pub const LEAST_ROWS: usize = 3;
/// Most that a step may differ from the usual one, as a share of it, beside rounding.
pub const STEP_TOLERANCE: f64 = 0.01;

/// An even clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// Time between rows [s].
    pub step: f64,
    /// The grid that its stamps were rounded to, where it shows in the steps.
    pub rounding: Option<Rounding>,
}

/// What is wrong with a clock. Rows count from 0; times are in s.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A stamp is NaN or infinite.
    NotFinite {
        /// Its row.
        row: usize,
        /// The stamp.
        value: f64,
    },
    /// Fewer than [`LEAST_ROWS`] rows.
    TooFew {
        /// How many there are.
        found: usize,
    },
    /// A stamp lies before that of the row before.
    Backward {
        /// Its row.
        row: usize,
        /// The stamp.
        value: f64,
        /// That of the row before.
        before: f64,
        /// How many steps go back.
        count: usize,
        /// A float32 grid, where the clock lies on one.
        rounding: Option<Rounding>,
    },
    /// A stamp is that of the row before.
    Repeated {
        /// Its row, the first of those.
        row: usize,
        /// The stamp.
        value: f64,
        /// How many rows repeat the one before.
        count: usize,
        /// The grid that the clock looks rounded to.
        rounding: Option<Rounding>,
    },
    /// One stamp does not lie between those of the rows beside it, which fit one another.
    OutOfPlace {
        /// Its row.
        row: usize,
        /// The stamp.
        value: f64,
        /// Where the rows beside it would have it.
        expected: f64,
    },
    /// A step is unlike the others.
    Uneven {
        /// The row that the first such step leads to.
        row: usize,
        /// The step.
        step: f64,
        /// The median step.
        usual: f64,
        /// How many steps are unlike it.
        count: usize,
        /// The grid that the clock looks rounded to, unless the steps are unlike beyond it.
        rounding: Option<Rounding>,
    },
    /// Steps so close to the clock's resolution that a missing row would not show.
    Coarse {
        /// The mean step.
        step: f64,
        /// The grid.
        rounding: Rounding,
    },
}

/// Judges the stamps of consecutive rows.
pub fn judge(time: &[f64]) -> Result<Clock, Fault> {
    if let Some(row) = time.iter().position(|stamp| !stamp.is_finite()) {
        return Err(Fault::NotFinite {
            row,
            value: time[row],
        });
    }
    if time.len() < LEAST_ROWS {
        return Err(Fault::TooFew { found: time.len() });
    }
    let steps: Vec<f64> = time.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let usual = median(&steps);
    if let Some(row) = steps.iter().position(|&step| step <= 0.0) {
        return Err(not_rising(time, &steps, usual, row + 1));
    }
    let mean = (time[time.len() - 1] - time[0]) / steps.len() as f64;
    let noise = rounding::noise(time);
    if hides_a_row(noise, usual) {
        let rounding = Rounding {
            step: noise,
            grid: Grid::Float64,
        };
        return Err(Fault::Coarse {
            step: mean,
            rounding,
        });
    }
    let allowed = STEP_TOLERANCE * usual + noise;
    if steps.iter().all(|step| (step - usual).abs() <= allowed) {
        return Ok(Clock {
            step: mean,
            rounding: None,
        });
    }
    let roundings = [
        rounding::float32(time),
        rounding::float16(time),
        rounding::ticks(time, &steps),
    ];
    for rounding in roundings.into_iter().flatten() {
        if let Some(step) = step_of_rounded(time, &steps, rounding) {
            let rounding = Some(rounding);
            return Ok(Clock { step, rounding });
        }
    }
    let [float32, float16, ticks] = roundings;
    let relevant = relevant(float32, mean).or(relevant(float16, mean));
    Err(uneven(time, &steps, usual, allowed, relevant.or(ticks)))
}

/// Whether rounding to a grid could make a step of two look like one: a missing row gives at least
/// twice the step less the rounding, an even clock at most the step plus the rounding and tolerance.
fn hides_a_row(grid: f64, step: f64) -> bool {
    2.0 * grid >= (1.0 - STEP_TOLERANCE) * step
}

/// The step of a clock that is even but for the rounding to a grid; `None` if it is not.
///
/// Stamps that were rounded to ticks lie in a band one tick high along a line. Those kept in float32
/// may have been summed in it, so each step is judged alone.
fn step_of_rounded(time: &[f64], steps: &[f64], rounding: Rounding) -> Option<f64> {
    let mean = (time[time.len() - 1] - time[0]) / steps.len() as f64;
    if hides_a_row(rounding.step, mean) {
        return None;
    }
    let even = if rounding.grid == Grid::Float32 {
        let allowed = STEP_TOLERANCE * mean + rounding.step;
        steps.iter().all(|step| (step - mean).abs() <= allowed)
    } else {
        in_band(time, rounding)
    };
    even.then(|| line_slope(&rounding.in_ticks(time)) * rounding.step)
}

/// Whether the flattest band along a line that holds all stamps is no higher than rounding makes it.
fn in_band(time: &[f64], rounding: Rounding) -> bool {
    let (slope, height) = band(&rounding.in_ticks(time));
    // A step of whole ticks is never rounded: there, a tick's difference is no rounding.
    if is_whole(slope) {
        return height < 1.0 - 1e-6;
    }
    // What f64 rounded before may have gone to either side.
    height <= 1.0 + 1e-6 + rounding::noise(time) / rounding.step
}

/// The median, the lower of two in the middle.
fn median(steps: &[f64]) -> f64 {
    let mut sorted = steps.to_vec();
    let (_, middle, _) = sorted.select_nth_unstable_by((steps.len() - 1) / 2, f64::total_cmp);
    *middle
}

/// A grid, where it is coarse enough beside the step to matter.
fn relevant(rounding: Option<Rounding>, step: f64) -> Option<Rounding> {
    rounding.filter(|rounding| rounding.step > STEP_TOLERANCE * step)
}

/// The fault of a clock that stops or goes back in `row`.
fn not_rising(time: &[f64], steps: &[f64], usual: f64, row: usize) -> Fault {
    if usual > 0.0 {
        let lone = out_of_place(time, usual, row);
        if let Some(fault) = lone.or_else(|| first_out_of_place(time, usual, row)) {
            return fault;
        }
    }
    let mean = (time[time.len() - 1] - time[0]) / steps.len() as f64;
    let float32 = relevant(rounding::float32(time), mean.max(0.0));
    let (value, before) = (time[row], time[row - 1]);
    if value < before {
        return Fault::Backward {
            row,
            value,
            before,
            count: steps.iter().filter(|&&step| step < 0.0).count(),
            rounding: float32,
        };
    }
    let count = steps.iter().filter(|&&step| step == 0.0).count();
    // One repeated stamp is a slip; a clock too coarse for its rate repeats many.
    let many = count > 1 && steps.iter().all(|&step| step >= 0.0);
    let ticks = rounding::ticks(time, steps).filter(|_| many);
    Fault::Repeated {
        row,
        value,
        count,
        rounding: float32.or(ticks),
    }
}

/// The fault of one stamp alone, in `row` or in the one before, if the rows beside it fit one another.
fn out_of_place(time: &[f64], usual: f64, row: usize) -> Option<Fault> {
    let lone = |row: usize| {
        let (before, after) = (time.get(row.checked_sub(1)?)?, time.get(row + 1)?);
        let off = !near(time[row] - before, usual) && !near(after - time[row], usual);
        (off && near(after - before, 2.0 * usual)).then_some(Fault::OutOfPlace {
            row,
            value: time[row],
            expected: 0.5 * (before + after),
        })
    };
    lone(row).or_else(|| lone(row - 1))
}

/// The fault of the first stamp, if `row` is the second and goes on as usual.
fn first_out_of_place(time: &[f64], usual: f64, row: usize) -> Option<Fault> {
    let fits = row == 1 && near(time.get(2)? - time[1], usual);
    fits.then_some(Fault::OutOfPlace {
        row: 0,
        value: time[0],
        expected: time[1] - usual,
    })
}

fn near(step: f64, expected: f64) -> bool {
    (step - expected).abs() <= STEP_TOLERANCE * expected
}

/// The fault of a clock that rises unevenly: named by the first step that is off beyond rounding, or
/// else by the one that is off most.
fn uneven(
    time: &[f64],
    steps: &[f64],
    usual: f64,
    allowed: f64,
    rounding: Option<Rounding>,
) -> Fault {
    let from_usual = |at: usize| (steps[at] - usual).abs();
    let off = |allowed: f64| (0..steps.len()).filter(move |&at| from_usual(at) > allowed);
    let fault = |at: usize, count: usize, rounding: Option<Rounding>| {
        let lone = out_of_place(time, usual, at + 1).filter(|_| count <= 2);
        lone.unwrap_or(Fault::Uneven {
            row: at + 1,
            step: steps[at],
            usual,
            count,
            rounding,
        })
    };
    let count = off(allowed).count();
    let mean = (time[time.len() - 1] - time[0]) / steps.len() as f64;
    let mut rounding = rounding;
    if let Some(grid) = rounding
        && hides_a_row(grid.step, mean)
    {
        // One or two rows that are missing also leave steps of one tick and of two.
        if grid.grid != Grid::Ticks || (count > 2 && in_band(time, grid)) {
            let (step, rounding) = (mean, grid);
            return Fault::Coarse { step, rounding };
        }
        rounding = None;
    }
    let beyond = allowed + rounding.map_or(0.0, |rounding| rounding.step);
    if let Some(first) = off(beyond).next() {
        return fault(first, off(beyond).count(), None);
    }
    let most = |most: usize, at: usize| {
        if from_usual(at) > from_usual(most) {
            at
        } else {
            most
        }
    };
    fault((0..steps.len()).fold(0, most), count, rounding)
}

#[cfg(test)]
mod tests;
