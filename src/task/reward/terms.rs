//! The terms: each takes what it needs and no more, and returns its raw value (before its
//! weight). SI units.

use crate::physics::Vec3;
use crate::robot::{JointArray, LEGS, LegArray};
use crate::task::Command;

/// A swing is paid for the time beyond this, s.
const AIR_TIME: f32 = 0.3;

/// |(u*, v*) - (u, v)|, m/s.
pub(super) fn velocity_error(velocity_in_base: Vec3, command: Command) -> f32 {
    let forward = command.forward - velocity_in_base.x;
    let lateral = command.lateral - velocity_in_base.y;
    forward.hypot(lateral)
}

/// exp(-error^2 / width), in (0, 1].
pub(super) fn tracking(error: f32, width: f32) -> f32 {
    (-error * error / width).exp()
}

/// 1 while exactly one diagonal pair of feet is down, else 0.
pub(super) fn trot(contact: &LegArray<bool>) -> f32 {
    let [lf, lh, rf, rh] = *contact;
    f32::from(u8::from(lf == rh && rf == lh && lf != rf))
}

/// Sum over the feet that touch down in this step of (time in the air - 0.3 s), s.
pub(super) fn air_time(contact: &LegArray<bool>, air_time: &LegArray<f32>) -> f32 {
    (0..LEGS)
        .filter(|&leg| contact[leg] && air_time[leg] > 0.0)
        .map(|leg| air_time[leg] - AIR_TIME)
        .sum()
}

/// Sum over the feet of (share of time on the ground - mean of all feet)^2.
pub(super) fn imbalance(stance_share: &LegArray<f32>) -> f32 {
    let mean = stance_share.iter().sum::<f32>() / LEGS as f32;
    stance_share
        .iter()
        .map(|share| (share - mean).powi(2))
        .sum()
}

/// Half the sum over fore and hind feet of (left - right)^2, of the shares of time on the ground: the
/// part of [`imbalance`] that is between left and right.
pub(super) fn limp(stance_share: &LegArray<f32>) -> f32 {
    let [left_fore, left_hind, right_fore, right_hind] = stance_share;
    0.5 * ((left_fore - right_fore).powi(2) + (left_hind - right_hind).powi(2))
}

/// p^2 + q^2, (rad/s)^2.
pub(super) fn roll_pitch(rate_in_base: Vec3) -> f32 {
    rate_in_base.x * rate_in_base.x + rate_in_base.y * rate_in_base.y
}

/// gx^2 + gy^2 of gravity's direction in base axes: the squared sine of the tilt.
pub(super) fn tilt(gravity_in_base: Vec3) -> f32 {
    gravity_in_base.x.powi(2) + gravity_in_base.y.powi(2)
}

/// Sum of squares, unit squared.
pub(super) fn sum_of_squares(values: &JointArray) -> f32 {
    values.iter().map(|value| value * value).sum()
}

/// Sum over the joints of |torque x velocity|, W: braking costs as much as driving. In Fu et al. 2021
/// (CoRL, arXiv 2111.01674) the energy that it takes is what makes a gait of each speed.
pub(super) fn power(torque: &JointArray, velocity: &JointArray) -> f32 {
    let joints = torque.iter().zip(velocity);
    joints.map(|(torque, speed)| (torque * speed).abs()).sum()
}

/// Sum of squared differences between this step and the last, unit squared.
pub(super) fn change(now: &JointArray, before: &JointArray) -> f32 {
    now.iter().zip(before).map(|(a, b)| (a - b).powi(2)).sum()
}

/// Sum over feet in contact of the squared horizontal speed, (m/s)^2.
pub(super) fn slip(contact: &LegArray<bool>, foot_velocity: &LegArray<Vec3>) -> f32 {
    (0..LEGS)
        .filter(|&leg| contact[leg])
        .map(|leg| foot_velocity[leg].truncate().length_squared())
        .sum()
}

/// Sum over swinging feet of (sole height - swing height)^2 x horizontal speed, m^3/s.
pub(super) fn clearance(
    contact: &LegArray<bool>,
    sole_height: &LegArray<f32>,
    foot_velocity: &LegArray<Vec3>,
    swing_height: f32,
) -> f32 {
    (0..LEGS)
        .filter(|&leg| !contact[leg])
        .map(|leg| {
            (sole_height[leg] - swing_height).powi(2) * foot_velocity[leg].truncate().length()
        })
        .sum()
}

/// Mean over legs.
pub(super) fn mean(values: &LegArray<f32>) -> f32 {
    values.iter().sum::<f32>() / LEGS as f32
}

/// Sum over legs of the squared hip abduction from the default pose, rad^2.
pub(super) fn hip_deviation(joint_position: &JointArray, default: &JointArray) -> f32 {
    (0..LEGS)
        .map(|leg| (joint_position[3 * leg] - default[3 * leg]).powi(2))
        .sum()
}

/// Sum over joints of |position - default|, rad.
pub(super) fn pose_deviation(joint_position: &JointArray, default: &JointArray) -> f32 {
    joint_position
        .iter()
        .zip(default)
        .map(|(q, q0)| (q - q0).abs())
        .sum()
}

/// Sum over feet of the sole's height above the ground, m; a foot in the ground counts as on it.
pub(super) fn height_sum(sole_height: &LegArray<f32>) -> f32 {
    sole_height.iter().map(|height| height.max(0.0)).sum()
}

/// How many are true.
pub(super) fn count(flags: &LegArray<bool>) -> f32 {
    flags.iter().filter(|&&flag| flag).count() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_is_one_without_error_and_1_over_e_at_its_width() {
        assert_eq!(tracking(0.0, 0.2), 1.0);
        assert!((tracking(0.2_f32.sqrt(), 0.2) - (-1.0_f32).exp()).abs() < 1e-6);
        let error = velocity_error(Vec3::new(0.5, 0.4, 9.0), Command::new(0.8, 0.0, 0.0));
        assert!((error - 0.5).abs() < 1e-6);
    }

    #[test]
    fn only_a_diagonal_pair_alone_is_a_trot() {
        for bits in 0..16_u8 {
            let contact = std::array::from_fn(|leg| bits >> leg & 1 == 1);
            let diagonal =
                contact == [true, false, false, true] || contact == [false, true, true, false];
            assert_eq!(trot(&contact), f32::from(u8::from(diagonal)), "{contact:?}");
        }
    }

    #[test]
    fn only_uneven_legs_are_imbalanced() {
        assert_eq!(imbalance(&[0.6; 4]), 0.0);
        let uneven = imbalance(&[0.4, 0.6, 0.6, 0.4]);
        assert!((uneven - 0.04).abs() < 1e-6, "{uneven}");
    }

    #[test]
    fn a_limp_is_of_left_and_right_alone() {
        // LF, LH, RF, RH
        assert_eq!(limp(&[0.6, 0.4, 0.6, 0.4]), 0.0);
        let one_diagonal = limp(&[0.4, 0.6, 0.6, 0.4]);
        assert!((one_diagonal - 0.04).abs() < 1e-6, "{one_diagonal}");
        let hind = limp(&[0.5, 0.5, 0.5, 0.7]);
        assert!((hind - 0.02).abs() < 1e-6, "{hind}");
    }

    #[test]
    fn air_time_pays_at_touch_down_only() {
        let airborne = [0.5, 0.2, 0.4, 0.0];
        let paid = air_time(&[true, true, false, true], &airborne);
        assert!((paid - (0.2 - 0.1)).abs() < 1e-6, "{paid}");
        assert_eq!(air_time(&[false; 4], &airborne), 0.0);
    }

    #[test]
    fn slip_and_clearance_look_at_opposite_feet() {
        let velocity = [Vec3::new(0.3, 0.4, 5.0); 4];
        let contact = [true, false, false, false];
        assert!((slip(&contact, &velocity) - 0.25).abs() < 1e-6);
        let heights = [0.0, 0.08, 0.18, 0.08];
        let paid = |swing_height| clearance(&contact, &heights, &velocity, swing_height);
        assert!((paid(0.08) - 0.01 * 0.5).abs() < 1e-6);
        assert!((paid(0.18) - 2.0 * 0.01 * 0.5).abs() < 1e-6);
    }

    #[test]
    fn power_is_paid_whichever_way_it_flows() {
        let (mut torque, mut velocity) = ([0.0; 12], [1.0; 12]);
        (torque[0], velocity[0]) = (20.0, -3.0);
        (torque[11], velocity[11]) = (-5.0, -2.0);
        assert_eq!(power(&torque, &velocity), 60.0 + 10.0);
        assert_eq!(power(&[0.0; 12], &velocity), 0.0);
    }

    #[test]
    fn heights_below_the_ground_do_not_pay_for_those_above() {
        assert!((height_sum(&[0.1, -0.3, 0.0, 0.05]) - 0.15).abs() < 1e-6);
    }

    #[test]
    fn deviations_are_measured_from_the_default_pose() {
        let mut pose = [0.1; 12];
        let default = [0.1; 12];
        pose[3] += 0.2;
        pose[4] -= 0.5;
        assert!((hip_deviation(&pose, &default) - 0.04).abs() < 1e-6);
        assert!((pose_deviation(&pose, &default) - 0.7).abs() < 1e-6);
        assert!((change(&pose, &default) - (0.04 + 0.25)).abs() < 1e-6);
    }
}
