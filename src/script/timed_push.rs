//! A push at a given time, for runs that are to be looked at.

use super::event::{FASTEST_PUSH, Push};
use super::{Event, TimedEvent};

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
    /// As an event.
    pub fn event(&self) -> TimedEvent {
        let [x, y] = self.velocity;
        let velocity = [x, y, 0.0];
        Event::Push(Push::Velocity { velocity }).at(self.time)
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
            let slow = velocity.iter().all(|speed| speed.abs() <= FASTEST_PUSH);
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
