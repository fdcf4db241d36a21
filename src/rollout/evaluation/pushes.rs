//! How many pushes were survived.

use serde::Serialize;

use super::push::RECOVERY;
use super::trace::Trace;

/// Pushes while walking, and how many were not followed by a fall within 3 s.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PushSurvival {
    pub count: u64,
    pub survived: u64,
    /// `survived` / `count`; none without a push.
    pub share: Option<f64>,
}

impl PushSurvival {
    /// Of one run: a push counts if the robot had not fallen before it.
    pub(super) fn of(trace: &Trace) -> Self {
        let end = trace.samples.len() as f64 * trace.dt;
        let begun = trace.pushes.iter().map(|&start| start as f64 * trace.dt);
        let met: Vec<f64> = begun.filter(|&start| start < end).collect();
        let last_is_fatal =
            trace.fallen && met.last().is_some_and(|&start| end - start <= RECOVERY);
        Self::new(
            met.len() as u64,
            met.len() as u64 - u64::from(last_is_fatal),
        )
    }

    /// Of several runs together.
    pub(super) fn merge(runs: impl IntoIterator<Item = Self>) -> Self {
        let (mut count, mut survived) = (0, 0);
        for run in runs {
            count += run.count;
            survived += run.survived;
        }
        Self::new(count, survived)
    }

    fn new(count: u64, survived: u64) -> Self {
        Self {
            count,
            survived,
            share: (count > 0).then(|| survived as f64 / count as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::evaluation::trace::tests::walking;

    #[test]
    fn a_fall_is_the_last_pushs_if_it_comes_soon() {
        let run = |samples, fallen| {
            PushSurvival::of(&Trace {
                fallen,
                pushes: vec![160, 350, 570],
                ..walking(samples)
            })
        };
        assert_eq!(run(1000, false), PushSurvival::new(3, 3));
        assert_eq!(run(400, true), PushSurvival::new(2, 1));
        assert_eq!(run(720, true), PushSurvival::new(3, 2));
        assert_eq!(run(730, true), PushSurvival::new(3, 3), "3.2 s later");
        assert_eq!(run(100, true).share, None);
        let both = PushSurvival::merge([run(400, true), run(1000, false)]);
        assert_eq!(both.share, Some(0.8));
    }
}
