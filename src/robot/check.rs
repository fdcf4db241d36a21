//! Whether the settings of a robot's JSON make sense, by themselves and with the URDF's joints.

use super::{Joint, LEG_NAMES, RobotSpec};
use crate::files::{FieldError, Fields};

/// Version of the JSON format that this program reads.
const FORMAT_VERSION: u32 = 1;
/// Highest start, m: what is more is in millimetres.
const HIGHEST_START: f32 = 10.0;

impl RobotSpec {
    /// Checks every field by itself; `file` is the JSON's name in messages.
    pub(super) fn check(&self, file: &str) -> Result<(), FieldError> {
        let fields = Fields::of(file);
        fields.version(self.format_version, FORMAT_VERSION)?;
        let law = self.speed_law;
        for (field, value) in [
            ("control_rate", self.control_rate as f32),
            ("substeps", self.substeps as f32),
            ("start_height", self.start_height),
            ("stiffness", self.stiffness),
            ("action_scale", self.action_scale),
            ("speed_law.no_torque_above", law.no_torque_above),
        ] {
            fields.number(
                field,
                value,
                |value| value > 0.0,
                "give a number above zero",
            )?;
        }
        if self.start_height > HIGHEST_START {
            let fix = format!("give m, not mm ({HIGHEST_START} m at most)");
            return fields.wrong("start_height", self.start_height, fix);
        }
        let fix = "give a number of zero or more";
        fields.number("damping", self.damping, |damping| damping >= 0.0, fix)?;
        if !(0.0..law.no_torque_above).contains(&law.full_torque_below) {
            let fix = "give a number from zero to below `no_torque_above`";
            return fields.wrong("speed_law.full_torque_below", law.full_torque_below, fix);
        }
        self.check_legs(&fields)?;
        for (joint, &angle) in self.default_joint_position.iter().enumerate() {
            let field = format!("default_joint_position[{joint}]");
            fields.number(field, angle, |_| true, "give twelve finite angles in rad")?;
        }
        Ok(())
    }

    /// Each leg has its own name, joints and foot.
    fn check_legs(&self, fields: &Fields) -> Result<(), FieldError> {
        for (index, (leg, expected)) in self.legs.iter().zip(LEG_NAMES).enumerate() {
            if leg.name != expected {
                let fix = format!("the legs go in the order {}", LEG_NAMES.join(", "));
                let found = format!("`{}`", leg.name);
                return fields.wrong(format!("legs[{index}].name"), found, fix);
            }
        }
        let (mut joints, mut feet) = (Vec::new(), Vec::new());
        for (index, leg) in self.legs.iter().enumerate() {
            for (at, joint) in leg.joints.iter().enumerate() {
                let field = format!("legs[{index}].joints[{at}]");
                check_own(fields, field, joint, &leg.name, &mut joints)?;
            }
            let field = format!("legs[{index}].foot");
            check_own(fields, field, &leg.foot, &leg.name, &mut feet)?;
        }
        Ok(())
    }

    /// The pose at action zero lies within the joints' limits.
    pub(super) fn check_pose(&self, file: &str, joints: &[Joint]) -> Result<(), FieldError> {
        let poses = joints.iter().zip(&self.default_joint_position).enumerate();
        for (index, (joint, &angle)) in poses {
            let [lower, upper] = joint.limits;
            if !(lower..=upper).contains(&angle) {
                let field = format!("default_joint_position[{index}] (joint {})", joint.name);
                let fix = format!("give rad, within the URDF's limits {lower} to {upper}");
                return Fields::of(file).wrong(field, angle, fix);
            }
        }
        Ok(())
    }
}

/// No leg before has named the same; `taken`: names, each with its leg's.
fn check_own<'a>(
    fields: &Fields,
    field: String,
    name: &'a str,
    leg: &'a str,
    taken: &mut Vec<(&'a str, &'a str)>,
) -> Result<(), FieldError> {
    if let Some((_, other)) = taken.iter().find(|(before, _)| *before == name) {
        let found = format!("`{name}`, which leg {other} names already");
        let fix = "give each leg three joints and a foot of its own";
        return fields.wrong(field, found, fix);
    }
    taken.push((name, leg));
    Ok(())
}
