//! Two arrows round the robot's vertical axis, shown while a turn is commanded: the commanded and the
//! measured yaw rate.
//!
//! In: [`ArrowSpeeds`], rad/s about the world's z, positive to the left. An arc begins where the robot
//! heads and goes as far as it would turn in [`TURN_SECONDS`].

use std::f32::consts::TAU;

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use rapier3d::glamx::{Pose3, Vec3};

use super::arrows::{
    ArrowKind, ArrowSpeeds, FOLLOW_RATE, HEAD_LENGTH, arrow_material, head_mesh, heading,
    shaft_mesh,
};
use crate::lab::order::DrawSystems;
use crate::lab::robot_view::RobotPose;

/// Time that an arc shows, s.
pub(super) const TURN_SECONDS: f32 = 1.5;
/// Radius of the arcs, m: they go round the trunk.
const RADIUS: f32 = 0.5;
/// How much lower they are than the arrows of the same kind, m.
const LOWER: f32 = 0.16;
/// Arcs of a slower turn shrink away, rad/s.
const HIDDEN_BELOW: f32 = 0.03;
const FULL_ABOVE: f32 = 0.12;
/// Straight bars that make up the shaft.
const BARS: usize = 24;

#[derive(Component, Clone, Copy, Debug)]
struct Turn {
    kind: ArrowKind,
    /// The yaw rate that is drawn now, rad/s.
    shown: f32,
}

#[derive(Component, Clone, Copy, Debug)]
enum TurnPart {
    /// One of [`BARS`], from the robot's heading on.
    Bar(usize),
    Head,
}

/// An arc: the angle of its shaft in rad, positive to the left, and a scale from 0 to 1 for its thickness
/// and head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ArcShape {
    pub angle: f32,
    pub thickness: f32,
}

/// The arc for a yaw rate; none if it is tiny.
pub(super) fn arc_shape(rate: f32) -> Option<ArcShape> {
    let size = rate.abs();
    if size.is_nan() || size < HIDDEN_BELOW {
        return None;
    }
    let thickness = ((size - HIDDEN_BELOW) / (FULL_ABOVE - HIDDEN_BELOW)).clamp(0.0, 1.0);
    let head = HEAD_LENGTH * thickness / RADIUS;
    let angle = (size * TURN_SECONDS).min(TAU) - head;
    Some(ArcShape {
        angle: rate.signum() * angle.max(0.0),
        thickness,
    })
}

/// What an arc shows of a yaw rate: the measured one is shown only while a turn is commanded.
fn wanted(kind: ArrowKind, speeds: &ArrowSpeeds) -> f32 {
    let [commanded, measured] = [speeds.commanded[2], speeds.measured[2]];
    match kind {
        ArrowKind::Commanded => commanded,
        ArrowKind::Measured if commanded != 0.0 => measured,
        ArrowKind::Measured => 0.0,
    }
}

/// A point of an arc's shaft, `share` of the way along it, in the arc's frame: the heading is x, m.
fn along(shape: &ArcShape, share: f32) -> Vec3 {
    let (sin, cos) = (share * shape.angle).sin_cos();
    RADIUS * Vec3::new(cos, sin, 0.0)
}

/// A part's place in its arc's frame; bars of length 1 and the head lie along their own z.
fn part_transform(part: TurnPart, shape: &ArcShape) -> Transform {
    let thick = shape.thickness;
    let (from, onward, scale) = match part {
        TurnPart::Bar(bar) => {
            let end = |bar: usize| along(shape, bar as f32 / BARS as f32);
            let onward = end(bar + 1) - end(bar);
            let scale = Vec3::new(thick, thick, onward.length());
            (end(bar), onward, scale)
        }
        TurnPart::Head => {
            let (sin, cos) = shape.angle.sin_cos();
            let onward = shape.angle.signum() * Vec3::new(-sin, cos, 0.0);
            (along(shape, 1.0), onward, Vec3::splat(thick))
        }
    };
    let onward = onward.normalize_or(Vec3::Y);
    Transform::from_translation(from)
        .with_rotation(Quat::from_rotation_arc(Vec3::Z, onward))
        .with_scale(scale)
}

/// Arcs and the system that moves them.
pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn_turns)
        .add_systems(PostUpdate, move_turns.in_set(DrawSystems::Turns));
}

fn spawn_turns(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let (bar, head) = (meshes.add(shaft_mesh()), meshes.add(head_mesh()));
    for kind in [ArrowKind::Commanded, ArrowKind::Measured] {
        let material = materials.add(arrow_material(kind));
        let part = |part: TurnPart, mesh: &Handle<Mesh>| {
            (
                part,
                Mesh3d(mesh.clone()),
                MeshMaterial3d(material.clone()),
                NotShadowCaster,
                NotShadowReceiver,
            )
        };
        let turn = Turn { kind, shown: 0.0 };
        commands
            .spawn((turn, Transform::default(), Visibility::Hidden))
            .with_children(|parts| {
                parts.spawn(part(TurnPart::Head, &head));
                for index in 0..BARS {
                    parts.spawn(part(TurnPart::Bar(index), &bar));
                }
            });
    }
}

fn move_turns(
    time: Res<Time<Real>>,
    pose: Res<RobotPose>,
    speeds: Res<ArrowSpeeds>,
    mut turns: Query<(&mut Turn, &mut Transform, &mut Visibility, &Children)>,
    mut parts: Query<(&TurnPart, &mut Transform), Without<Turn>>,
) {
    let share = 1.0 - (-FOLLOW_RATE * time.delta_secs()).exp();
    let base = pose.base();
    for (mut turn, mut transform, mut visibility, children) in &mut turns {
        turn.shown += (wanted(turn.kind, &speeds) - turn.shown) * share;
        let Some(shape) = arc_shape(turn.shown) else {
            visibility.set_if_neq(Visibility::Hidden);
            continue;
        };
        visibility.set_if_neq(Visibility::Inherited);
        *transform = placed(&base, turn.kind);
        for &child in children {
            if let Ok((part, mut transform)) = parts.get_mut(child) {
                *transform = part_transform(*part, &shape);
            }
        }
    }
}

/// The frame of an arc: level, above the trunk, x where the robot heads.
fn placed(base: &Pose3, kind: ArrowKind) -> Transform {
    Transform::from_translation(base.translation + (kind.height() - LOWER) * Vec3::Z)
        .with_rotation(Quat::from_rotation_z(heading(base)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_goes_as_far_as_the_robot_would_turn() {
        for rate in [1.0, -1.0, 0.4, -0.2] {
            let shape = arc_shape(rate).expect("visible");
            let head = HEAD_LENGTH * shape.thickness / RADIUS;
            let whole = shape.angle.abs() + head;
            assert!((whole - rate.abs() * TURN_SECONDS).abs() < 1e-6);
            assert_eq!(shape.angle.signum(), rate.signum());
        }
        assert!(arc_shape(100.0).expect("visible").angle <= TAU);
    }

    #[test]
    fn tiny_and_unknown_turns_are_hidden_and_small_ones_thin() {
        for rate in [0.0, 0.02, -0.02, f32::NAN] {
            assert_eq!(arc_shape(rate), None);
        }
        let thin = arc_shape(-0.06).expect("visible");
        assert!(thin.thickness > 0.0 && thin.thickness < 0.5);
    }

    #[test]
    fn bars_join_into_an_arc_that_the_head_ends() {
        for rate in [1.2, -1.2, 0.2, -0.05] {
            let shape = arc_shape(rate).expect("visible");
            let mut end = RADIUS * Vec3::X;
            let mut length = 0.0;
            for bar in 0..BARS {
                let bar = part_transform(TurnPart::Bar(bar), &shape);
                assert!((bar.translation - end).length() < 1e-5, "{rate}");
                end = bar.transform_point(Vec3::Z);
                length += bar.scale.z;
                assert!((end.length() - RADIUS).abs() < 1e-5 && end.z.abs() < 1e-6);
            }
            assert!((length - RADIUS * shape.angle.abs()).abs() < 1e-2 * length + 1e-5);
            let head = part_transform(TurnPart::Head, &shape);
            assert!((head.translation - end).length() < 1e-5);
            let tip = head.transform_point(HEAD_LENGTH * Vec3::Z) - end;
            let left = Vec3::Z.cross(end).normalize();
            let onward = rate.signum() * tip.dot(left);
            assert!(
                (onward - HEAD_LENGTH * shape.thickness).abs() < 1e-5,
                "{rate}"
            );
        }
    }

    #[test]
    fn a_measured_turn_is_shown_only_while_one_is_commanded() {
        let speeds = |commanded, measured| ArrowSpeeds {
            commanded: [0.5, 0.0, commanded],
            measured: [0.5, 0.0, measured],
        };
        assert_eq!(wanted(ArrowKind::Measured, &speeds(0.0, 0.3)), 0.0);
        assert_eq!(wanted(ArrowKind::Measured, &speeds(-0.5, -0.4)), -0.4);
        assert_eq!(wanted(ArrowKind::Commanded, &speeds(-0.5, 0.0)), -0.5);
    }
}
