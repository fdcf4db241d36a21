//! What the top bar shows. In: names, the state of time.

use crate::lab::controls::hints::KeyHints;

/// What the top bar shows.
#[derive(Clone, Copy, Debug)]
pub struct TopBarInput<'a> {
    /// The scene's name.
    pub scene: &'a str,
    /// The policy's name and what is worth knowing of it.
    pub policy: &'a str,
    /// Policies that can be chosen, and which of them walks.
    pub policies: &'a [String],
    pub current_policy: Option<usize>,
    /// Simulated time since the run began, s.
    pub time: f64,
    /// Whether time stands still.
    pub paused: bool,
    /// Chosen speed, a multiple of real time.
    pub speed: f32,
    /// The speed that is kept, where it is another.
    pub real_pace: Option<f32>,
    /// Of the recording that is under way, s.
    pub recorded: Option<f64>,
    /// Keys and what they do.
    pub hints: &'a KeyHints,
}

/// "12.4 s"
#[must_use]
pub fn time_label(seconds: f64) -> String {
    format!("{seconds:.1} s")
}

/// "runs at 0.6×"
#[must_use]
pub fn real_pace_label(pace: f32) -> String {
    let decimals = if pace < 0.1 { 2 } else { 1 };
    format!("runs at {pace:.decimals$}×")
}

/// "0.25×", "1×".
#[must_use]
pub fn speed_label(speed: f32) -> String {
    format!("{speed}×")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::playback::PACES;

    #[test]
    fn speeds_read_as_multiples() {
        let labels = PACES.map(speed_label);
        assert_eq!(labels, ["0.1×", "0.25×", "0.5×", "1×", "2×", "4×"]);
        let labels = [0.034, 0.1, 0.649, 3.2].map(real_pace_label);
        let expected = ["0.03×", "0.1×", "0.6×", "3.2×"].map(|pace| format!("runs at {pace}"));
        assert_eq!(labels, expected);
    }
}
