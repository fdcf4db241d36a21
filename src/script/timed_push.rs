//! A push at a given time, for runs that are to be looked at.

use crate::physics::{RobotState, Vec3};

/// Fastest push, m/s.
const FASTEST: f32 = 10.0;

/// A sudden change of the whole robot's velocity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimedPush {
    /// When, s.
    pub time: f64,
    /// Forward and to the left of where the robot heads, m/s.
    pub velocity: [f32; 2],
}

/// Why a text is not a push.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "`{text}` is not a push; give TIME:x,y (s; m/s forward and left, 10 at most) such as 5:0,1"
)]
pub struct TimedPushError {
    text: String,
}

impl TimedPush {
    /// The change of velocity in world axes, m/s.
    pub fn in_world(&self, state: &RobotState) -> Vec3 {
        let forward = state.world_from_base * Vec3::X;
        let heading = Vec3::new(forward.x, forward.y, 0.0).normalize_or(Vec3::X);
        let left = Vec3::new(-heading.y, heading.x, 0.0);
        heading * self.velocity[0] + left * self.velocity[1]
    }
}

impl std::str::FromStr for TimedPush {
    type Err = TimedPushError;

    fn from_str(text: &str) -> Result<Self, TimedPushError> {
        let parsed = text.split_once(':').and_then(|(time, velocity)| {
            let time: f64 = time.trim().parse().ok()?;
            let (x, y) = velocity.split_once(',')?;
            let velocity: [f32; 2] = [x.trim().parse().ok()?, y.trim().parse().ok()?];
            let sound = time.is_finite() && time >= 0.0;
            let slow = velocity.iter().all(|speed| speed.abs() <= FASTEST);
            (sound && slow).then_some(Self { time, velocity })
        });
        parsed.ok_or_else(|| TimedPushError {
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_pushes_or_reasons() {
        let push: TimedPush = "5: 0,-1.5".parse().unwrap();
        assert_eq!((push.time, push.velocity), (5.0, [0.0, -1.5]));
        for text in [
            "", "5", "5:1", "-1:0,1", "x:0,1", "5:0,11", "5:NaN,0", "inf:0,1",
        ] {
            let error = text.parse::<TimedPush>().expect_err(text).to_string();
            assert!(error.contains("TIME:x,y"), "{error}");
        }
    }
}
