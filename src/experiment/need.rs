//! How much memory an experiment takes at least, asked before it walks.
//!
//! In: suite, policy, control rate. Out: bytes, and what this machine has left. The trials of all
//! conditions, their strides and mean cycles are in memory at once.

use super::ExperimentError;
use super::suite::Suite;
use super::trial::BODY;
use crate::policy::Policy;
use crate::robot::{JOINTS, Robot};
use crate::task::OBSERVATION;

/// Strides are at least so long, s.
const SHORTEST_STRIDE: f64 = 0.25;
/// Copies of the cycles, f64: the cycles, their spreads, the arrays that are written.
const CYCLES: f64 = 3.0;

/// Fails where a suite takes more than there is.
pub(super) fn check(suite: &Suite, policy: &Policy, robot: &Robot) -> Result<(), ExperimentError> {
    let need = need(suite, policy, f64::from(robot.spec.control_rate));
    match available() {
        Some(available) if available < need => Err(ExperimentError::Memory {
            need: need / 1e9,
            available: available / 1e9,
        }),
        _ => Ok(()),
    }
}

/// Bytes, at least, at `rate` control steps a second.
fn need(suite: &Suite, policy: &Policy, rate: f64) -> f64 {
    let network = &policy.manifest.network;
    let hidden: usize = network.encoder.iter().chain(&network.decoder).sum();
    let layers = hidden + 2 * network.recurrent + JOINTS;
    let body = OBSERVATION + BODY + JOINTS;
    let conditions = suite.conditions().len() as f64;
    let seconds =
        suite.trials as f64 * suite.settle_seconds + suite.strides as f64 * SHORTEST_STRIDE;
    let rows = conditions * seconds * rate;
    let cycles = conditions * suite.bins as f64;
    // what the body did is in the trials, and in the strides once more
    let in_rows = (2 * body + layers) as f64 * size_of::<f32>() as f64;
    let in_cycles = CYCLES * (body + layers) as f64 * size_of::<f64>() as f64;
    rows * in_rows + cycles * in_cycles
}

/// Bytes that the program can still have; none if the system doesn't say.
#[cfg(target_os = "linux")]
fn available() -> Option<f64> {
    let of = |file: &str, name: &str| -> Option<f64> {
        let text = std::fs::read_to_string(file).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
        Some(1024.0 * kilobytes)
    };
    let free = of("/proc/meminfo", "MemAvailable:")?;
    let limit = rustix::process::getrlimit(rustix::process::Resource::As).current;
    let taken = of("/proc/self/status", "VmSize:").unwrap_or(0.0);
    Some(limit.map_or(free, |limit| free.min(limit as f64 - taken)))
}

#[cfg(not(target_os = "linux"))]
fn available() -> Option<f64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_need_grows_with_trials_strides_bins_and_commands() {
        let robot = Robot::built_in().unwrap();
        let policy = Policy::built_in(&robot).unwrap();
        let built_in = Suite::built_in().unwrap();
        let need = |change: fn(&mut Suite)| {
            let mut suite = built_in.clone();
            change(&mut suite);
            need(&suite, &policy, 50.0)
        };
        let usual = need(|_| ());
        assert!((0.1e9..1e9).contains(&usual), "{usual}");
        check(&built_in, &policy, &robot).unwrap();
        let larger: [fn(&mut Suite); 4] = [
            |suite| suite.trials *= 2,
            |suite| suite.strides *= 2,
            |suite| suite.bins *= 2,
            |suite| suite.mixed.extend_from_within(..),
        ];
        for change in larger {
            let more = need(change);
            assert!(more > usual && more < 2.0 * usual, "{more}, {usual}");
        }
        assert_eq!(
            need(|suite| (suite.trials, suite.strides, suite.bins) = (0, 0, 0)),
            0.0
        );
    }
}
