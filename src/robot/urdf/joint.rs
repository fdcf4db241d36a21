//! A joint of a URDF: revolute, limited, driven, parallel to its parent at angle zero.

use std::f64::consts::TAU;

use urdf_rs::{JointLimit, JointType};

use super::{Joint, Reader, RobotError};

/// A rotation that is less is the rounding of an exporter, rad.
const ROUNDING: f64 = 1e-6;
/// A limit beyond two turns is one in degrees, rad.
const FARTHEST: f64 = 2.0 * TAU;

/// An angle in degrees, should that be what was meant by `angle`.
pub(super) fn of_degrees(angle: f64) -> String {
    format!("{angle} degrees are {:.4} rad", angle.to_radians())
}

impl Reader<'_> {
    /// The joint `name`, which must hang on `parent_name`, link `parent`; and its child's name.
    pub(super) fn joint(
        &self,
        name: &str,
        parent_name: &str,
        parent: usize,
    ) -> Result<(Joint, String), RobotError> {
        let joint = self.find_joint(name)?;
        let element = format!("joint {name}");
        let wrong = |field, found: String, fix: &str| {
            Err(self.wrong(&element, field, found, fix.to_owned()))
        };
        if !matches!(joint.joint_type, JointType::Revolute) {
            let fix = "make it revolute, with a <limit> that has lower, upper, effort and velocity";
            return wrong("type", format!("{:?}", joint.joint_type), fix);
        }
        if joint.parent.link != parent_name {
            let fix = format!("hang it on {parent_name}");
            return wrong("parent", joint.parent.link.clone(), &fix);
        }
        let turns = |angle: f64| (angle - (angle / TAU).round() * TAU).abs() > ROUNDING;
        if joint.origin.rpy.0.into_iter().any(turns) {
            let fix = "give it rpy 0 0 0 and turn the axis instead";
            return wrong("origin rpy", format!("{:?}", joint.origin.rpy.0), fix);
        }
        let axis = self.vector(&element, "axis", joint.axis.xyz.0)?;
        let Some(axis) = axis.try_normalize() else {
            return wrong("axis", "zero".to_owned(), "give a direction");
        };
        let limit = &joint.limit;
        self.check_limit(&element, limit)?;
        let built = Joint {
            name: name.to_owned(),
            parent,
            origin: self.place(&element, "origin xyz", joint.origin.xyz.0)?,
            axis,
            limits: [limit.lower as f32, limit.upper as f32],
            effort: limit.effort as f32,
            velocity: limit.velocity as f32,
        };
        Ok((built, joint.child.link.clone()))
    }

    fn check_limit(&self, element: &str, limit: &JointLimit) -> Result<(), RobotError> {
        let wrong = |field, found: String, fix: &str| {
            Err(self.wrong(element, field, found, fix.to_owned()))
        };
        if *limit == JointLimit::default() {
            let fix =
                "add a <limit> with lower and upper in rad, effort in N m and velocity in rad/s";
            return wrong("limit", "missing".to_owned(), fix);
        }
        let found = format!("{} to {}", limit.lower, limit.upper);
        if !(limit.lower.is_finite() && limit.upper.is_finite() && limit.lower < limit.upper) {
            return wrong("limit", found, "give lower < upper in rad");
        }
        let far = |angle: &f64| angle.abs() > FARTHEST;
        if let Some(angle) = [limit.lower, limit.upper].into_iter().find(far) {
            let fix = format!("give rad, not degrees: {}", of_degrees(angle));
            return wrong("limit", found, &fix);
        }
        for (field, value) in [
            ("limit effort", limit.effort),
            ("limit velocity", limit.velocity),
        ] {
            let narrow = value as f32;
            if !(narrow.is_finite() && narrow > 0.0) {
                return wrong(field, value.to_string(), "give a number above zero");
            }
        }
        Ok(())
    }
}
