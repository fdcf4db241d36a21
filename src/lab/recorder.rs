//! From control steps to what is shown: the record, the drawn robot, its arrows and its footprints.

use bevy::prelude::*;

use super::command::CommandedSpeed;
use super::order::{BetweenSteps, DrawSystems, StepSystems};
use super::playback::Playback;
use super::record::Record;
use super::robot_view::RobotPose;
use super::scenery::{ArrowSpeeds, Footprint, FootprintPool};
use super::simulation::{Simulation, Stepped, WasReset};
use super::subject::Subject;
use crate::robot::LEGS;

/// Keeps the record, the drawn robot, its arrows and its footprints up to date.
pub fn plugin(app: &mut App) {
    app.add_message::<Footprint>()
        .init_resource::<ArrowSpeeds>()
        .init_resource::<FootprintPool>()
        .add_systems(PreUpdate, forget.in_set(BetweenSteps::Forget))
        .add_systems(FixedUpdate, record.in_set(StepSystems::Record))
        .add_systems(
            PostUpdate,
            (interpolate, point_arrows).in_set(DrawSystems::Moment),
        );
}

/// Empties what is shown of a robot that was put back to its start.
fn forget(
    mut resets: MessageReader<WasReset>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut pool: ResMut<FootprintPool>,
) {
    for reset in resets.read() {
        record.clear();
        pool.clear();
        pose.jump(reset.state.link_poses.clone(), reset.state.foot_contact);
    }
}

fn record(
    mut steps: MessageReader<Stepped>,
    simulation: Res<Simulation>,
    subject: Res<Subject>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut footprints: MessageWriter<Footprint>,
) {
    let Some(after) = simulation.state() else {
        return;
    };
    for Stepped(step) in steps.read() {
        for leg in 0..LEGS {
            if after.foot_contact[leg] && !step.state.foot_contact[leg] {
                let foot = after.foot_position[leg];
                let (x, y) = (foot.x, foot.y);
                footprints.write(Footprint {
                    leg,
                    position: foot.with_z(subject.ground.height(x, y)),
                    normal: subject.ground.normal(x, y),
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
    record: Res<Record>,
    mut arrows: ResMut<ArrowSpeeds>,
) {
    arrows.set_if_neq(ArrowSpeeds {
        commanded: commanded.0.into(),
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
    pose.alpha = if playback.paused || simulation.step() == 0 {
        1.0
    } else {
        time.overstep_fraction()
    };
}
