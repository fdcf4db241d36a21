//! The robot's mirror images: what it would see and do were it, and its world, seen in a mirror.
//!
//! A mirror turns a state, a command and an action into those of the mirrored robot. Polar vectors
//! (velocity, gravity) lose the sign of the component along the mirror's normal, axial ones
//! (angular velocity, joint axes) those of the other two. ANYmal's legs are alike but for the sign
//! of their angles, so that both mirrors map the robot onto itself (front and back up to 2.5 mm in
//! the trunk's centre of mass). Used for data augmentation (Mittal et al. 2024, arXiv 2403.04359).

use serde::{Deserialize, Serialize};

use super::observation::{OBSERVATION, PRIVILEGED};
use crate::physics::Vec3;
use crate::robot::{JOINTS, LEGS, Robot};

/// A mirror image of the robot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mirror {
    /// In the plane y = 0.
    LeftRight,
    /// In the plane x = 0.
    FrontBack,
    /// In both, one after the other: the robot turned by half a turn.
    HalfTurn,
}

/// Where each entry of a mirrored vector comes from, and its sign.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedPermutation {
    entries: Vec<(usize, f32)>,
}

impl SignedPermutation {
    /// `target[k] = sign[k] * source[from[k]]`; both of this permutation's length.
    pub fn apply(&self, source: &[f32], target: &mut [f32]) {
        for (value, &(from, sign)) in target.iter_mut().zip(&self.entries) {
            *value = sign * source[from];
        }
    }
}

/// A mirror's action on everything that a policy and its critic deal with.
#[derive(Clone, Debug, PartialEq)]
pub struct MirrorMap {
    /// `[OBSERVATION]`
    pub observation: SignedPermutation,
    /// `[PRIVILEGED]`
    pub privileged: SignedPermutation,
    /// `[JOINTS]`: joint angles, velocities, torques, actions.
    pub joints: SignedPermutation,
    /// The leg that each leg becomes.
    pub legs: [usize; LEGS],
}

impl Mirror {
    /// Signs of a polar vector's components.
    fn polar(self) -> Vec3 {
        match self {
            Self::LeftRight => Vec3::new(1.0, -1.0, 1.0),
            Self::FrontBack => Vec3::new(-1.0, 1.0, 1.0),
            Self::HalfTurn => Vec3::new(-1.0, -1.0, 1.0),
        }
    }

    /// Signs of an axial vector's components.
    fn axial(self) -> Vec3 {
        match self {
            Self::LeftRight => Vec3::new(-1.0, 1.0, -1.0),
            Self::FrontBack => Vec3::new(1.0, -1.0, -1.0),
            Self::HalfTurn => Vec3::new(-1.0, -1.0, 1.0),
        }
    }

    /// Legs are LF, LH, RF, RH: the mirror of each.
    fn legs(self) -> [usize; LEGS] {
        match self {
            Self::LeftRight => [2, 3, 0, 1],
            Self::FrontBack => [1, 0, 3, 2],
            Self::HalfTurn => [3, 2, 1, 0],
        }
    }

    /// The mirror's action on `robot`, whose joints turn about the base's axes.
    pub fn map(self, robot: &Robot) -> MirrorMap {
        let (polar, axial, legs) = (self.polar(), self.axial(), self.legs());
        let joints: Vec<(usize, f32)> = (0..JOINTS)
            .map(|k| {
                let axis = robot.joints[k].axis;
                (legs[k / 3] * 3 + k % 3, (axis * axis).dot(axial).signum())
            })
            .collect();
        let mut observation = Vec::with_capacity(OBSERVATION);
        let mut vector = |signs: [f32; 3]| {
            let begin = observation.len();
            observation.extend(signs.into_iter().enumerate().map(|(k, s)| (begin + k, s)));
        };
        vector(polar.to_array());
        vector(axial.to_array());
        vector(polar.to_array());
        vector([polar.x, polar.y, axial.z]);
        for _ in 0..3 {
            let begin = observation.len();
            observation.extend(joints.iter().map(|&(from, sign)| (begin + from, sign)));
        }
        let mut privileged = observation.clone();
        for group in 0..3 {
            privileged.extend(legs.map(|leg| (OBSERVATION + group * LEGS + leg, 1.0)));
        }
        privileged.extend((privileged.len()..PRIVILEGED).map(|k| (k, 1.0)));
        MirrorMap {
            observation: SignedPermutation {
                entries: observation,
            },
            privileged: SignedPermutation {
                entries: privileged,
            },
            joints: SignedPermutation { entries: joints },
            legs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Mirror; 3] = [Mirror::LeftRight, Mirror::FrontBack, Mirror::HalfTurn];

    fn robot() -> Robot {
        Robot::built_in().expect("built-in robot")
    }

    fn mirrored(map: &SignedPermutation, source: &[f32]) -> Vec<f32> {
        let mut target = vec![0.0; source.len()];
        map.apply(source, &mut target);
        target
    }

    #[test]
    fn a_mirror_twice_is_no_mirror_and_both_make_half_a_turn() {
        let robot = robot();
        let row: Vec<f32> = (0..PRIVILEGED).map(|k| k as f32 + 1.0).collect();
        for mirror in ALL {
            let map = mirror.map(&robot);
            let once = mirrored(&map.privileged, &row);
            assert_ne!(once, row);
            assert_eq!(mirrored(&map.privileged, &once), row, "{mirror:?}");
        }
        let [left, front, half] = ALL.map(|mirror| mirror.map(&robot).privileged);
        assert_eq!(
            mirrored(&left, &mirrored(&front, &row)),
            mirrored(&half, &row)
        );
    }

    #[test]
    fn the_default_pose_and_the_feet_are_their_own_mirror_images() {
        let robot = robot();
        let pose = robot.spec.default_joint_position;
        let bent: [f32; JOINTS] = std::array::from_fn(|k| pose[k] + 0.02 * k as f32);
        let feet = |pose: &[f32; JOINTS]| {
            robot.foot_positions(&robot.link_poses(crate::physics::Pose3::IDENTITY, pose))
        };
        for mirror in ALL {
            let map = mirror.map(&robot);
            assert_eq!(mirrored(&map.joints, &pose), pose, "{mirror:?}");
            let mut turned = [0.0; JOINTS];
            map.joints.apply(&bent, &mut turned);
            let (before, after) = (feet(&bent), feet(&turned));
            for leg in 0..LEGS {
                let expected = before[map.legs[leg]] * mirror.polar();
                let gap = (after[leg] - expected).length();
                assert!(gap < 1e-5, "{mirror:?}: leg {leg} is {gap} m off");
            }
        }
    }
}
