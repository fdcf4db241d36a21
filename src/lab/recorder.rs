//! From control steps to what is shown: the record, the drawn robot, its arrows and its footprints.

use bevy::prelude::*;

use super::command::CommandedSpeed;
use super::order::{DrawSystems, FollowSystems, StepSystems};
use super::playback::Playback;
use super::record::Record;
use super::requests::Requests;
use super::robot_view::RobotPose;
use super::scenery::{ArrowSpeeds, Footprint, FootprintPool};
use super::simulation::{Began, Followed, Happened, Simulation, Stepped, WasReset};
use crate::robot::LEGS;
use crate::script::Event;

/// Keeps the record, the drawn robot, its arrows and its footprints up to date.
pub fn plugin(app: &mut App) {
    app.add_message::<Footprint>()
        .init_resource::<ArrowSpeeds>()
        .init_resource::<FootprintPool>()
        .add_systems(Followed, (forget, step_over).in_set(FollowSystems::Forget))
        .add_systems(FixedUpdate, record.in_set(StepSystems::Record))
        .add_systems(
            PostUpdate,
            (interpolate, point_arrows).in_set(DrawSystems::Moment),
        );
}

/// Empties what is shown of a robot that was put to its start.
fn forget(
    mut begun: MessageReader<Began>,
    mut resets: MessageReader<WasReset>,
    simulation: Res<Simulation>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut pool: ResMut<FootprintPool>,
) {
    let any = begun.read().count() + resets.read().count() > 0;
    if let Some(state) = simulation.state().filter(|_| any) {
        record.clear();
        pool.clear();
        pose.jump(state.link_poses.clone(), state.foot_contact);
    }
}

/// Puts the drawn robot onto a ground that came under it; what was printed into another one goes.
fn step_over(
    mut happened: MessageReader<Happened>,
    simulation: Res<Simulation>,
    mut pose: ResMut<RobotPose>,
    mut pool: ResMut<FootprintPool>,
) {
    let changes = |told: &Happened| matches!(told.event, Event::Ground(_));
    let any = happened.read().filter(|told| changes(told)).count() > 0;
    if let Some(state) = simulation.state().filter(|_| any) {
        pool.clear();
        pose.jump(state.link_poses.clone(), state.foot_contact);
    }
}

fn record(
    mut steps: MessageReader<Stepped>,
    simulation: Res<Simulation>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut footprints: MessageWriter<Footprint>,
) {
    let (Some(after), Some(ground)) = (simulation.state(), simulation.ground()) else {
        return;
    };
    for Stepped(step) in steps.read() {
        for leg in 0..LEGS {
            if after.foot_contact[leg] && !step.state.foot_contact[leg] {
                let foot = after.foot_position[leg];
                let (x, y) = (foot.x, foot.y);
                footprints.write(Footprint {
                    leg,
                    position: foot.with_z(ground.height(x, y)),
                    normal: ground.normal(x, y),
                });
            }
        }
        pose.advance(after.link_poses.clone(), after.foot_contact);
        record.push(step.clone());
    }
}

/// The command in force and the speed of the shown moment, which a robot at its start has not got.
fn point_arrows(
    commanded: Res<CommandedSpeed>,
    requests: Res<Requests>,
    record: Res<Record>,
    mut arrows: ResMut<ArrowSpeeds>,
) {
    arrows.set_if_neq(ArrowSpeeds {
        commanded: requests.commanded().unwrap_or(commanded.0).into(),
        measured: record.measured.unwrap_or_default(),
    });
}

/// How far the drawn frame lies between two control steps.
fn interpolate(
    time: Res<Time<Fixed>>,
    playback: Res<Playback>,
    simulation: Res<Simulation>,
    mut pose: ResMut<RobotPose>,
) {
    pose.alpha = if playback.paused || simulation.is_at_start() {
        1.0
    } else {
        time.overstep_fraction()
    };
}
