//! Blocks of work, timed one by one until enough time has passed; their median.

use std::time::{Duration, Instant};

use super::{Part, Progress};

/// Share of the measuring time that goes to the warm-up before it.
const WARM_UP: f64 = 0.2;

/// Measures part after part, `seconds` each.
pub(super) struct Meter<'a> {
    seconds: f64,
    go_on: &'a mut dyn FnMut(Progress) -> bool,
}

impl<'a> Meter<'a> {
    pub(super) fn new(seconds: f64, go_on: &'a mut dyn FnMut(Progress) -> bool) -> Self {
        Self { seconds, go_on }
    }

    /// What `block` returns, again and again, without those of the warm-up; at least one. `None` if
    /// the caller said to stop.
    pub(super) fn samples<T, E>(
        &mut self,
        part: Part,
        mut block: impl FnMut() -> Result<T, E>,
    ) -> Result<Option<Vec<T>>, E> {
        let begun = Instant::now();
        let warm = WARM_UP * self.seconds;
        let whole = warm + self.seconds;
        block()?;
        let mut samples = Vec::new();
        loop {
            let passed = begun.elapsed().as_secs_f64();
            let share = (passed / whole).min(1.0);
            if !(self.go_on)(Progress { part, share }) {
                return Ok(None);
            }
            if passed >= whole && !samples.is_empty() {
                return Ok(Some(samples));
            }
            let sample = block()?;
            if passed >= warm {
                samples.push(sample);
            }
        }
    }

    /// Items a second of a block that does `items` of them; the median. `None` if the caller said
    /// to stop.
    pub(super) fn rate(
        &mut self,
        part: Part,
        items: usize,
        mut block: impl FnMut(),
    ) -> Option<f64> {
        let timed = || Ok::<_, std::convert::Infallible>(time(&mut block).1);
        let Ok(durations) = self.samples(part, timed);
        Some(items as f64 / median_seconds(durations?))
    }
}

/// What `work` returns and how long it took.
pub(super) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed())
}

/// The median, s; of an even number, the greater of the middle two. Zero of none.
pub(super) fn median_seconds(mut durations: Vec<Duration>) -> f64 {
    durations.sort_unstable();
    durations
        .get(durations.len() / 2)
        .map_or(0.0, Duration::as_secs_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_block_is_a_warm_up_and_one_is_measured_however_short_the_time() {
        let mut count = 0;
        let mut tell = |_| true;
        let mut meter = Meter::new(0.0, &mut tell);
        let samples = meter.samples(Part::Training, || {
            count += 1;
            Ok::<_, ()>(count)
        });
        assert_eq!(samples, Ok(Some(vec![2])));
    }

    #[test]
    fn it_stops_when_told_to_and_passes_errors_on() {
        let mut stop = |_| false;
        let mut meter = Meter::new(10.0, &mut stop);
        assert_eq!(meter.rate(Part::InferenceOne, 1, || ()), None);
        let failed = meter.samples(Part::Training, || Err::<(), _>("broken"));
        assert_eq!(failed, Err("broken"));
    }

    #[test]
    fn one_slow_block_does_not_move_the_median() {
        let durations = [3, 900, 1, 2, 3].map(Duration::from_millis);
        assert_eq!(median_seconds(durations.to_vec()), 0.003);
    }
}
