//! What a stage of a configuration must satisfy, and what both may say: noise and randomisation.

use super::Stage;
use crate::files::{FieldError, Fields};
use crate::task::reward::RewardWeights;
use crate::task::{ObservationNoise, Randomisation};

pub(super) const ABOVE_ZERO: &str = "give a number above zero";
pub(super) const FROM_ZERO: &str = "give a number from zero on";
pub(super) const SHARE: &str = "give a share from 0 to 1";
pub(super) const WHOLE: &str = "give a whole number above zero";

/// Whose field it is.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// The configuration's.
    Top,
    /// That of the stage of this index.
    Stage(usize),
}

impl Place {
    /// The path of a field.
    pub(super) fn path(self, field: &str) -> String {
        match self {
            Self::Top => field.to_owned(),
            Self::Stage(index) => format!("stages[{index}].{field}"),
        }
    }
}

pub(super) fn check_stage(fields: &Fields, place: Place, stage: &Stage) -> Result<(), FieldError> {
    if let Some(push) = &stage.push {
        let (every, speed) = (push.every_seconds, push.speed);
        fields.number(
            place.path("push.every_seconds"),
            every,
            is_above,
            ABOVE_ZERO,
        )?;
        fields.number(place.path("push.speed"), speed, is_not_below, FROM_ZERO)?;
    }
    for (name, share) in [("standing", stage.standing), ("slow", stage.slow)] {
        fields.number(place.path(name), share.unwrap_or(0.0), is_share, SHARE)?;
    }
    for (name, count) in [
        ("environments", stage.environments),
        ("horizon", stage.horizon),
    ] {
        if count == Some(0) {
            return fields.wrong(place.path(name), 0, WHOLE);
        }
    }
    if let Some(target) = stage.kl_target {
        fields.number(place.path("kl_target"), target, is_above, ABOVE_ZERO)?;
    }
    for (name, loss) in [
        ("mirror_loss", stage.mirror_loss),
        ("noise_loss", stage.noise_loss),
    ] {
        fields.number(place.path(name), loss, is_not_below, FROM_ZERO)?;
    }
    if let Some(noise) = &stage.noise {
        check_noise(fields, place, noise)?;
    }
    if let Some(randomisation) = &stage.randomisation {
        check_randomisation(fields, place, randomisation)?;
    }
    check_reward(fields, place, &stage.reward)
}

fn check_reward(fields: &Fields, place: Place, reward: &RewardWeights) -> Result<(), FieldError> {
    let path = |name: &str| place.path(&format!("reward.{name}"));
    for (term, weight) in reward.terms.iter() {
        fields.number(path(term.name()), weight, |_| true, "give a finite number")?;
    }
    for (name, value) in [
        ("tracking_width", reward.tracking_width),
        ("stance_seconds", reward.stance_seconds),
    ] {
        fields.number(path(name), value, is_above, ABOVE_ZERO)?;
    }
    for (name, height) in [
        ("swing_height", reward.swing_height),
        ("height_target", reward.height_target),
    ] {
        fields.number(path(name), height, is_not_below, FROM_ZERO)?;
    }
    Ok(())
}

pub(super) fn check_noise(
    fields: &Fields,
    place: Place,
    noise: &ObservationNoise,
) -> Result<(), FieldError> {
    for (name, width) in [
        ("linear_velocity", noise.linear_velocity),
        ("angular_velocity", noise.angular_velocity),
        ("gravity", noise.gravity),
        ("joint_position", noise.joint_position),
        ("joint_velocity", noise.joint_velocity),
    ] {
        let field = place.path(&format!("noise.{name}"));
        fields.number(field, width, is_not_below, FROM_ZERO)?;
    }
    Ok(())
}

pub(super) fn check_randomisation(
    fields: &Fields,
    place: Place,
    drawn: &Randomisation,
) -> Result<(), FieldError> {
    let path = |name: &str| place.path(&format!("randomisation.{name}"));
    let [low, high] = drawn.friction;
    if low < 0.0 {
        let fix = "give [lowest, highest] from zero on";
        return fields.wrong(path("friction"), format!("[{low}, {high}]"), fix);
    }
    for (name, [low, high]) in [
        ("payload", drawn.payload),
        ("friction", drawn.friction),
        ("latency", drawn.latency.map(|steps| steps as f32)),
    ] {
        if !(low.is_finite() && high.is_finite() && low <= high) {
            let found = format!("[{low}, {high}]");
            return fields.wrong(path(name), found, "give [lowest, highest]");
        }
    }
    for (name, width) in [
        ("joint_position", drawn.joint_position),
        ("tilt", drawn.tilt),
    ] {
        fields.number(path(name), width, is_not_below, FROM_ZERO)?;
    }
    Ok(())
}

pub(super) fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

pub(super) fn is_above(value: f64) -> bool {
    value > 0.0
}

pub(super) fn is_not_below(value: f64) -> bool {
    value >= 0.0
}
