//! What the command panel needs. In: the ranges that the policy was trained on and the
//! measured velocity in the base's axes (m/s, m/s, rad/s). Out: values kept in range.

/// A range, lower and upper end.
pub type Range = [f32; 2];

/// One axis of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// As shown beside its slider.
    pub name: &'static str,
    /// For screen readers, without symbols.
    pub spoken: &'static str,
    /// Its unit.
    pub unit: &'static str,
}

/// The axes in the order of a command.
pub const AXES: [Axis; 3] = [
    Axis {
        name: "forward u*",
        spoken: "forward velocity",
        unit: "m/s",
    },
    Axis {
        name: "lateral v*",
        spoken: "lateral velocity",
        unit: "m/s",
    },
    Axis {
        name: "yaw r*",
        spoken: "yaw rate",
        unit: "rad/s",
    },
];

/// Resolution of a command that is set by hand, m/s or rad/s.
pub const RESOLUTION: f32 = 0.01;
/// What one press of an arrow key changes, m/s or rad/s.
pub const KEY_STEP: f32 = 0.05;
/// Share of the range around zero that a drag takes as zero.
const ZERO_SHARE: f32 = 0.015;

/// What the panel shows beside the command itself.
#[derive(Clone, Copy, Debug)]
pub struct CommandInput<'a> {
    /// The policy's training range of each axis.
    pub ranges: [Range; 3],
    /// Measured forward and lateral velocity and yaw rate, axes of the base.
    pub measured: Option<[f32; 3]>,
    /// The keys that steer, as the person's keyboard labels them.
    pub keys: &'a str,
}

/// Where a value lies in a range, 0 to 1.
#[must_use]
pub fn share(value: f32, [lower, upper]: Range) -> f32 {
    if upper > lower {
        ((value - lower) / (upper - lower)).clamp(0.0, 1.0)
    } else {
        0.5
    }
}

/// The value that a drag to `share` of the range means: round, and zero close to zero.
#[must_use]
pub fn value_at(share: f32, range: Range) -> f32 {
    let [lower, upper] = range;
    let value = lower + share.clamp(0.0, 1.0) * (upper - lower);
    if value.abs() < ZERO_SHARE * (upper - lower) {
        within(0.0, range)
    } else {
        within(value, range)
    }
}

/// A value rounded to the resolution and kept in its range.
#[must_use]
pub fn within(value: f32, [lower, upper]: Range) -> f32 {
    // divided at last, so that 1.6 is 1.6 and not 1.5999999
    let per_unit = RESOLUTION.recip().round();
    let rounded = (value * per_unit).round() / per_unit;
    rounded.max(lower).min(upper.max(lower))
}

/// A value with its sign and two decimals: "+0.80", "−0.25".
#[must_use]
pub fn signed(value: f32) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let hundredths = (value * 100.0).round() / 100.0;
    let sign = if hundredths < 0.0 { '−' } else { '+' };
    format!("{sign}{:.2}", hundredths.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_and_value_are_inverse() {
        let range = [-0.5, 1.5];
        for value in [-0.5, -0.2, 0.4, 1.0, 1.5] {
            assert!((value_at(share(value, range), range) - value).abs() < 1e-5);
        }
        assert_eq!(share(0.3, [1.0, 1.0]), 0.5);
    }

    #[test]
    fn values_stay_in_range_and_snap_to_zero() {
        assert_eq!(value_at(2.0, [-1.0, 1.0]), 1.0);
        assert_eq!(value_at(-2.0, [-1.0, 1.0]), -1.0);
        assert_eq!(value_at(0.51, [-1.0, 1.0]), 0.0);
        assert_eq!(within(0.0, [0.2, 1.0]), 0.2);
    }

    #[test]
    fn numbers_carry_a_sign() {
        assert_eq!(signed(0.8), "+0.80");
        assert_eq!(signed(-0.254), "−0.25");
        assert_eq!(signed(-0.001), "+0.00");
        assert_eq!(signed(f32::NAN), "–");
    }
}
