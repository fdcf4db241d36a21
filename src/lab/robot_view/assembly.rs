//! The whole robot: from a [`Robot`] to solids fixed to its links. Everything is placed by the robot's joints and
//! feet and sized by its [`Body`], so another quadruped of the same structure draws sensibly.

use super::parts::{Part, Parts};
use super::{leg, trunk};
use crate::robot::Robot;
use crate::robot::body::Body;

/// All parts of a robot.
pub(super) fn parts(robot: &Robot) -> Vec<Part> {
    let mut parts = Parts::default();
    let body = Body::of(robot);
    trunk::add(&mut parts, body.trunk);
    for (index, size) in body.legs.into_iter().enumerate() {
        leg::add(&mut parts, robot, index, size);
    }
    parts.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::robot_view::finish::Finish;
    use crate::lab::solid::tests::{bounds, is_watertight, volume};
    use crate::robot::{JOINTS, LEGS};

    fn built_in() -> Robot {
        Robot::built_in().expect("the built-in robot is valid")
    }

    #[test]
    fn every_solid_is_closed_outward_and_has_unit_normals() {
        for part in parts(&built_in()) {
            let name = format!("link {}, {:?}", part.link, part.finish);
            assert!(is_watertight(&part.solid), "{name}: open");
            assert!(volume(&part.solid) > 0.0, "{name}: faces turn inward");
            for normal in part.solid.corner_normals().into_iter().flatten() {
                assert!((normal.length() - 1.0).abs() < 1e-4, "{name}: {normal}");
            }
        }
    }

    #[test]
    fn every_link_is_drawn_and_every_leg_carries_its_colour() {
        let parts = parts(&built_in());
        for link in 0..=JOINTS {
            assert!(parts.iter().any(|p| p.link == link), "link {link} is bare");
        }
        for leg in 0..LEGS {
            for finish in [Finish::Thigh(leg), Finish::Disc(leg), Finish::FootRing(leg)] {
                assert!(parts.iter().any(|p| p.finish == finish), "{finish:?}");
            }
        }
    }

    #[test]
    fn housings_reach_the_colliders_ends() {
        let parts = parts(&built_in());
        let base = parts.iter().filter(|p| p.link == 0);
        let (low, high) = base
            .map(|p| bounds(&p.solid))
            .reduce(|(l, h), (low, high)| (l.min(low), h.max(high)))
            .expect("the base has parts");
        assert!((high.x - 0.52).abs() < 0.02, "front at {}", high.x);
        assert!((low.x + 0.52).abs() < 0.02, "rear at {}", low.x);
        assert!(low.z > -0.12 && high.z < 0.3);
    }

    #[test]
    fn feet_are_balls_of_the_foot_radius_at_the_foot() {
        let robot = built_in();
        for part in parts(&robot) {
            let Finish::FootRing(leg) = part.finish else {
                continue;
            };
            assert_eq!(part.link, robot.shank(leg));
            let (low, high) = bounds(&part.solid);
            assert!((0.5 * (low + high) - robot.feet[leg]).length() < 1e-3);
            assert!(high.z - low.z > 2.0 * robot.foot_radius);
        }
    }

    #[test]
    fn a_moved_knee_moves_the_thigh() {
        let mut robot = built_in();
        robot.joints[2].origin.z = -0.4;
        let parts = parts(&robot);
        let thigh = parts.iter().find(|p| p.finish == Finish::Thigh(0));
        let (low, _) = bounds(&thigh.expect("the first leg has a thigh").solid);
        assert!(low.z < -0.35, "the thigh ends at {}", low.z);
    }
}
