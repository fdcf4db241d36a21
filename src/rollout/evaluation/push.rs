//! Pushes: how hard, for how long, and when.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::physics::Vec3;
use crate::task::draw_push;

/// The first push comes in the second from here on, s; later than the start's own trouble.
const FIRST: f64 = 3.0;
/// From the beginning of one such second to that of the next, s.
const EVERY: f64 = 4.0;
/// A fall so soon after a push began is the push's, s; pushes are at least so far apart.
pub(super) const RECOVERY: f64 = EVERY - 1.0;
/// Duration of a push of which none is given, s.
const DURATION: f64 = 0.02;

/// How hard a push is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PushSize {
    /// Change of the whole robot's velocity, m/s.
    Velocity(f32),
    /// Force on the whole robot, N: force x duration / mass is the change of velocity.
    Force(f32),
}

/// A push as an even acceleration of all links in a random horizontal direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Push {
    pub size: PushSize,
    /// s; whole control steps are taken.
    pub duration: f64,
}

/// Why a text is not a push.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{text}` is not a push: {problem}; give {form}")]
pub struct PushError {
    text: String,
    problem: &'static str,
    form: &'static str,
}

impl Push {
    /// From `SPEED` or `SPEED:MS`: a change of velocity, m/s, within so many milliseconds.
    pub fn from_velocity(text: &str) -> Result<Self, PushError> {
        let wrong = |problem| PushError {
            text: text.to_owned(),
            problem,
            form: "SPEED or SPEED:MS such as 1.0 or 1.0:100 (m/s, milliseconds)",
        };
        let (speed, duration) = match text.split_once(':') {
            Some((speed, ms)) => {
                let ms = number(ms, 1.0, 1000.0)
                    .ok_or_else(|| wrong("the duration is not within 1 to 1000 ms"))?;
                (speed, ms / 1000.0)
            }
            None => (text, DURATION),
        };
        let speed =
            number(speed, 0.0, 10.0).ok_or_else(|| wrong("the speed is not within 0 to 10 m/s"))?;
        Ok(Self {
            size: PushSize::Velocity(speed as f32),
            duration,
        })
    }

    /// From `FORCExSECONDS`: a force, N, for so many seconds.
    pub fn from_force(text: &str) -> Result<Self, PushError> {
        let wrong = |problem| PushError {
            text: text.to_owned(),
            problem,
            form: "FORCExSECONDS such as 540x0.1 (N, s)",
        };
        let (force, seconds) = text
            .split_once('x')
            .ok_or_else(|| wrong("there is no `x` in it"))?;
        let force = number(force, 0.0, 10_000.0)
            .ok_or_else(|| wrong("the force is not within 0 to 10000 N"))?;
        let duration = number(seconds, 0.001, 1.0)
            .ok_or_else(|| wrong("the duration is not within 0.001 to 1 s"))?;
        Ok(Self {
            size: PushSize::Force(force as f32),
            duration,
        })
    }

    /// Change of velocity of a robot of so much mass (kg), m/s.
    fn velocity(&self, mass: f32) -> f32 {
        match self.size {
            PushSize::Velocity(speed) => speed,
            PushSize::Force(force) => force * self.duration as f32 / mass,
        }
    }
}

fn number(text: &str, least: f64, most: f64) -> Option<f64> {
    let value: f64 = text.trim().parse().ok()?;
    (least..=most).contains(&value).then_some(value)
}

/// The pushes of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct PushSchedule {
    /// First control step and the whole change of velocity (m/s, world axes) of each push.
    pushes: Vec<(u64, Vec3)>,
    /// Control steps that a push lasts.
    steps: u64,
}

impl PushSchedule {
    /// One push in each window of [`EVERY`], at a random time of its first second, as long as the
    /// run goes on for [`RECOVERY`]. Times and directions are `seed`'s and `stream`'s.
    pub(super) fn draw(
        push: &Push,
        mass: f32,
        seconds: f64,
        rate: f64,
        (seed, stream): (u64, u64),
    ) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        let speed = push.velocity(mass);
        let mut pushes = Vec::new();
        for window in 0.. {
            let start = FIRST + EVERY * f64::from(window);
            let time = start + rng.random::<f64>();
            if start + 1.0 + RECOVERY > seconds {
                break;
            }
            pushes.push(((time * rate) as u64, draw_push(&mut rng, speed)));
        }
        Self {
            pushes,
            steps: ((push.duration * rate).round() as u64).max(1),
        }
    }

    /// The change of velocity that falls to a control step; none between pushes.
    pub(super) fn at(&self, step: u64) -> Option<Vec3> {
        let under_way = |start: u64| (start..start + self.steps).contains(&step);
        let push = self.pushes.iter().find(|(start, _)| under_way(*start));
        push.map(|(_, velocity)| *velocity / self.steps as f32)
    }

    /// First control steps of all pushes.
    pub(super) fn starts(&self) -> Vec<u64> {
        self.pushes.iter().map(|(start, _)| *start).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_pushes_or_reasons() {
        let push = |size, duration| Ok(Push { size, duration });
        let (velocity, force) = (Push::from_velocity, Push::from_force);
        assert_eq!(velocity("1"), push(PushSize::Velocity(1.0), 0.02));
        assert_eq!(velocity("0.5:400"), push(PushSize::Velocity(0.5), 0.4));
        assert_eq!(force("540x0.1"), push(PushSize::Force(540.0), 0.1));
        for text in ["", "x", "-1", "NaN", "11", "1:", "1:0", "1:2000", "1:x"] {
            let error = velocity(text).expect_err(text).to_string();
            assert!(error.contains("SPEED:MS"), "{error}");
        }
        for text in [
            "", "540", "540x", "x0.1", "-5x0.1", "540x0", "540x2", "infx0.1",
        ] {
            let error = force(text).expect_err(text).to_string();
            assert!(error.contains("FORCExSECONDS"), "{error}");
        }
    }

    #[test]
    fn parts_of_a_push_add_up_to_it() {
        let push = Push::from_force("450x0.1").unwrap();
        let schedule = PushSchedule::draw(&push, 45.0, 20.0, 50.0, (1, 2));
        let starts = schedule.starts();
        assert_eq!(starts.len(), 4, "{starts:?}");
        for (window, &start) in starts.iter().enumerate() {
            let time = start as f64 / 50.0 - 3.0 - 4.0 * window as f64;
            assert!((0.0..1.0).contains(&time), "{starts:?}");
            let parts: Vec<Vec3> = (start..start + 6).filter_map(|k| schedule.at(k)).collect();
            assert_eq!(parts.len(), 5, "100 ms are five steps");
            let whole: Vec3 = parts.iter().copied().sum();
            assert!((whole.length() - 1.0).abs() < 1e-5 && whole.z == 0.0);
        }
        assert_eq!(schedule.at(starts[0] - 1), None);
    }
}
