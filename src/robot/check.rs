//! Whether the settings of a robot's JSON make sense, by themselves and with the URDF's joints.

use super::{Joint, LEG_NAMES, RobotError, RobotSpec};

/// Version of the JSON format that this program reads.
const FORMAT_VERSION: u32 = 1;
/// Highest start, m: what is more is in millimetres.
const HIGHEST_START: f32 = 10.0;

/// The file at fault.
struct Check<'a> {
    file: &'a str,
}

impl Check<'_> {
    fn wrong<T>(
        &self,
        element: &str,
        field: &str,
        found: impl ToString,
        fix: &str,
    ) -> Result<T, RobotError> {
        Err(RobotError::Field {
            file: self.file.to_owned(),
            element: element.to_owned(),
            field: field.to_owned(),
            found: found.to_string(),
            fix: fix.to_owned(),
        })
    }
}

impl RobotSpec {
    /// Checks every field by itself; `file` is the JSON's name in messages.
    pub(super) fn check(&self, file: &str) -> Result<(), RobotError> {
        let check = Check { file };
        if self.format_version != FORMAT_VERSION {
            let fix = format!("this program reads version {FORMAT_VERSION}");
            return check.wrong("robot", "format_version", self.format_version, &fix);
        }
        let positive = [
            ("control_rate", self.control_rate as f32),
            ("substeps", self.substeps as f32),
            ("start_height", self.start_height),
            ("stiffness", self.stiffness),
            ("action_scale", self.action_scale),
            ("no_torque_above", self.speed_law.no_torque_above),
        ];
        for (field, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return check.wrong("robot", field, value, "give a number above zero");
            }
        }
        if self.start_height > HIGHEST_START {
            let fix = format!("give m, not mm ({HIGHEST_START} m at most)");
            return check.wrong("robot", "start_height", self.start_height, &fix);
        }
        if !(self.damping.is_finite() && self.damping >= 0.0) {
            let fix = "give a number of zero or more";
            return check.wrong("robot", "damping", self.damping, fix);
        }
        let law = self.speed_law;
        if !(0.0..law.no_torque_above).contains(&law.full_torque_below) {
            let fix = "give a number from zero to below `no_torque_above`";
            let found = law.full_torque_below;
            return check.wrong("speed_law", "full_torque_below", found, fix);
        }
        self.check_legs(&check)?;
        if let Some(angle) = self.default_joint_position.iter().find(|a| !a.is_finite()) {
            let fix = "give twelve finite angles in rad";
            return check.wrong("robot", "default_joint_position", angle, fix);
        }
        Ok(())
    }

    /// Each leg has its own name, joints and foot.
    fn check_legs(&self, check: &Check) -> Result<(), RobotError> {
        for (leg, expected) in self.legs.iter().zip(LEG_NAMES) {
            if leg.name != expected {
                let fix = format!("the legs go in the order {}", LEG_NAMES.join(", "));
                return check.wrong("legs", "name", format!("`{}`", leg.name), &fix);
            }
        }
        let mut joints: Vec<(&str, &str)> = Vec::new();
        let mut feet: Vec<(&str, &str)> = Vec::new();
        for leg in &self.legs {
            let own = leg.joints.iter().map(|joint| ("joints", joint));
            for (field, name) in own.chain([("foot", &leg.foot)]) {
                let seen = if field == "foot" {
                    &mut feet
                } else {
                    &mut joints
                };
                if let Some((_, other)) = seen.iter().find(|(taken, _)| taken == name) {
                    let found = format!("`{name}`, which leg {other} names already");
                    let fix = "give each leg three joints and a foot of its own";
                    return check.wrong(&format!("leg {}", leg.name), field, found, fix);
                }
                seen.push((name, &leg.name));
            }
        }
        Ok(())
    }

    /// The pose at action zero lies within the joints' limits.
    pub(super) fn check_pose(&self, file: &str, joints: &[Joint]) -> Result<(), RobotError> {
        for (joint, &angle) in joints.iter().zip(&self.default_joint_position) {
            let [lower, upper] = joint.limits;
            if !(lower..=upper).contains(&angle) {
                let element = format!("joint {}", joint.name);
                let fix = format!("give rad, within the URDF's limits {lower} to {upper}");
                return Check { file }.wrong(&element, "default_joint_position", angle, &fix);
            }
        }
        Ok(())
    }
}
