//! What is paid for what, and the JSON of the weights.

use serde_json::{Value, json};

use super::table::{Paid, Weight};
use super::*;
use crate::physics::{Conditions, Quat, Start, Vec3, World};
use crate::robot::{JOINTS, LEGS};

/// Weights in JSON: another number for each name.
fn numbered() -> Value {
    let mut weights = json!({
        "tracking_width": 0.25, "stance_seconds": 2.0, "swing_height": 0.125, "height_target": 0.5,
        "clip_at_zero": false,
    });
    for (k, term) in RewardTerm::ALL.iter().enumerate() {
        weights[term.name()] = (k as f32 + 1.0).into();
    }
    weights
}

fn weights() -> RewardWeights {
    serde_json::from_value(numbered()).unwrap()
}

fn fault(weights: &str) -> String {
    let error = serde_json::from_str::<RewardWeights>(weights).unwrap_err();
    error.to_string()
}

/// What a bent robot in uneven motion is paid, with half its feet in the air.
fn score(command: Command, fallen: bool, weights: &RewardWeights) -> StepReward {
    let robot = Robot::built_in().unwrap();
    let start = Start::standing(&robot);
    let world = World::new(robot.clone().into(), &start, &Conditions::default());
    let mut state = world.initial_state();
    state.linear_velocity_in_base = Vec3::new(0.3, 0.1, -0.2);
    state.angular_velocity_in_base = Vec3::new(0.4, -0.3, 0.2);
    state.foot_contact = [true, false, false, true];
    state.knee_contact = [true, false, false, false];
    state.foot_velocity = [Vec3::new(0.3, 0.4, 0.0); LEGS];
    state.joint_torque = std::array::from_fn(|k| k as f32 - 5.0);
    state.joint_velocity = std::array::from_fn(|k| 0.1 * k as f32);
    state.joint_position[3] += 0.2;
    state.base_position.z += 0.05;
    state.world_from_base = Quat::from_rotation_y(0.1);
    let record = ScoredStep {
        robot: &robot,
        state: &state,
        command,
        action: &[0.2; JOINTS],
        previous_action: &[0.0; JOINTS],
        previous_joint_velocity: &[0.0; JOINTS],
        air_time: &[0.5, 0.0, 0.0, 0.0],
        ground_height: &[-0.05; LEGS],
        stance_share: &[0.4, 0.5, 0.6, 0.5],
        strides: &Strides::default(),
        fallen,
    };
    record.score(weights)
}

const WALK: Command = Command::new(0.8, 0.0, 0.0);

#[test]
fn json_names_every_weight_and_nothing_else() {
    let read = weights();
    assert_eq!(serde_json::to_value(read).unwrap(), numbered());
    assert_eq!(read.terms[RewardTerm::TrackVelocity], 1.0);
    let last = RewardTerm::ALL[RewardTerm::ALL.len() - 1];
    assert_eq!(read.terms[last], RewardTerm::ALL.len() as f32);
    let without = |name: &str| {
        let mut json = numbered();
        json.as_object_mut().unwrap().remove(name);
        json.to_string()
    };
    for &term in RewardTerm::ALL {
        let text = without(term.name());
        if term.weight() == Weight::Optional {
            let read: RewardWeights = serde_json::from_str(&text).unwrap();
            assert_eq!(read.terms[term], 0.0, "{}", term.name());
        } else {
            let missing = format!("missing field `{}`", term.name());
            assert!(fault(&text).starts_with(&missing), "{}", fault(&text));
        }
    }
    for name in ["tracking_width", "height_target", "clip_at_zero"] {
        assert!(fault(&without(name)).starts_with(&format!("missing field `{name}`")));
    }
    assert!(fault(r#"{"trott": 1}"#).starts_with("unknown field `trott`, expected one of"));
    assert!(fault(r#"{"trot": 1, "trot": 2}"#).starts_with("duplicate field `trot`"));
}

#[test]
fn a_term_is_paid_by_its_own_weight_alone_and_at_its_time() {
    let before = weights();
    for &term in RewardTerm::ALL {
        let mut after = before;
        after.terms[term] *= 2.0;
        for (command, fallen) in [(WALK, false), (WALK, true), (Command::ZERO, false)] {
            let is_due = match term.paid() {
                Paid::Always => true,
                Paid::Walking => command == WALK,
                Paid::Standing => command != WALK,
                Paid::AtFall => fallen,
            };
            let (once, twice) = (
                score(command, fallen, &before),
                score(command, fallen, &after),
            );
            for (other, paid) in once.paid.iter() {
                let factor = if other == term { 2.0 } else { 1.0 };
                assert_eq!(twice.paid[other], factor * paid, "{}", term.name());
            }
            // strides end in no step of these
            let is_stride = [RewardTerm::SwingBalance, RewardTerm::StrideVariation].contains(&term);
            assert_eq!(
                once.paid[term] != 0.0,
                is_due && !is_stride,
                "{}",
                term.name()
            );
        }
    }
}

#[test]
fn the_terms_add_up_to_the_total_unless_it_is_cut() {
    for fallen in [false, true] {
        for command in [WALK, Command::ZERO] {
            let mut weights = weights();
            for sign in [1.0, -1.0] {
                weights.terms = PerTerm::from_fn(|term| sign * weights.terms[term].abs());
                weights.clip_at_zero = false;
                let whole = score(command, fallen, &weights);
                let sum: f32 = whole.paid.iter().map(|(_, paid)| paid).sum();
                assert!((whole.total - sum).abs() < 1e-4 * sum.abs(), "{sum}");
                weights.clip_at_zero = true;
                let cut = score(command, fallen, &weights);
                assert_eq!(cut.paid, whole.paid);
                let fall = whole.paid[RewardTerm::Fall];
                let least = if sign > 0.0 { whole.total } else { fall };
                assert_eq!(cut.total, least);
            }
        }
    }
}

#[test]
fn on_the_way_every_weight_moves_by_its_share() {
    let from = weights();
    let mut to = from;
    to.terms = PerTerm::from_fn(|term| -3.0 * from.terms[term]);
    (to.tracking_width, to.height_target, to.clip_at_zero) = (0.65, 0.9, true);
    let quarter = from.toward(&to, 0.25);
    // 1 - 0.25 x 4
    assert!(quarter.terms.iter().all(|(_, weight)| weight.abs() < 1e-5));
    assert!((quarter.tracking_width - 0.35).abs() < 1e-6);
    assert!((quarter.height_target - 0.6).abs() < 1e-6);
    assert!(quarter.clip_at_zero);
    assert_eq!(from.toward(&to, 1.0).terms, to.terms);
}
