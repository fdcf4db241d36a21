//! Two arrows over the robot: the commanded and the measured velocity.
//!
//! In: [`ArrowSpeeds`], in the base's heading frame (x forward, y left, z up), m/s and rad/s.

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use rapier3d::glamx::{Pose3, Vec2, Vec3};

use crate::lab::order::DrawSystems;
use crate::lab::paint::paint;
use crate::lab::robot_view::RobotPose;
use crate::lab::solid::shapes::cone;
use crate::style::palette;

/// Metres of arrow for each m/s.
const LENGTH_PER_SPEED: f32 = 0.75;
/// Arrows of a slower speed shrink away, m/s.
const HIDDEN_BELOW: f32 = 0.03;
const FULL_ABOVE: f32 = 0.10;
/// How fast an arrow follows its value, 1/s.
pub(super) const FOLLOW_RATE: f32 = 9.0;
/// Height of the commanded arrow above the base's origin, and of the measured one below it, m.
const HEIGHT: f32 = 0.44;
const SPACING: f32 = 0.055;
const SHAFT_RADIUS: f32 = 0.0085;
const HEAD_RADIUS: f32 = 0.024;
pub(super) const HEAD_LENGTH: f32 = 0.06;

/// Velocities to show: forward (m/s), lateral (m/s), yaw rate (rad/s).
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct ArrowSpeeds {
    pub commanded: [f32; 3],
    pub measured: [f32; 3],
}

#[derive(Component, Clone, Copy, Debug)]
pub(super) struct Arrow {
    kind: ArrowKind,
    /// The velocity that is drawn now, m/s in the heading frame.
    shown: Vec2,
}

/// Which velocity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArrowKind {
    Commanded,
    Measured,
}

impl ArrowKind {
    /// Above the base's origin, m.
    pub(super) fn height(self) -> f32 {
        match self {
            Self::Commanded => HEIGHT,
            Self::Measured => HEIGHT - SPACING,
        }
    }
}

/// What arrows are made of.
pub(super) fn arrow_material(kind: ArrowKind) -> StandardMaterial {
    let color = match kind {
        ArrowKind::Commanded => palette::COMMANDED,
        ArrowKind::Measured => palette::MEASURED,
    };
    StandardMaterial {
        base_color: paint(color),
        unlit: true,
        fog_enabled: false,
        ..default()
    }
}

/// A piece of shaft from the origin along z, 1 m long.
pub(super) fn shaft_mesh() -> Mesh {
    cone([SHAFT_RADIUS, SHAFT_RADIUS], 1.0).into_mesh()
}

/// An arrow's head, from its foot along z.
pub(super) fn head_mesh() -> Mesh {
    cone([HEAD_RADIUS, 0.0], HEAD_LENGTH).into_mesh()
}

/// Where the base heads, rad about the world's z.
pub(super) fn heading(base: &Pose3) -> f32 {
    let forward = base.rotation * Vec3::X;
    forward.y.atan2(forward.x)
}

#[derive(Component, Clone, Copy, Debug)]
pub(super) enum ArrowPart {
    Shaft,
    Head,
}

/// Where an arrow is drawn: its root and the length of its shaft in m, its heading about z in rad,
/// and a scale from 0 to 1 for its thickness and head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowShape {
    pub root: Vec3,
    pub heading: f32,
    pub shaft: f32,
    pub thickness: f32,
}

/// The arrow for a velocity in the heading frame of `base`, `height` m above it; none if the
/// velocity is tiny.
pub fn arrow_shape(base: &Pose3, velocity: Vec2, height: f32) -> Option<ArrowShape> {
    let speed = velocity.length();
    if speed.is_nan() || speed < HIDDEN_BELOW {
        return None;
    }
    let heading = heading(base) + velocity.y.atan2(velocity.x);
    let thickness = ((speed - HIDDEN_BELOW) / (FULL_ABOVE - HIDDEN_BELOW)).clamp(0.0, 1.0);
    Some(ArrowShape {
        root: base.translation + height * Vec3::Z,
        heading,
        shaft: (LENGTH_PER_SPEED * speed - HEAD_LENGTH * thickness).max(0.0),
        thickness,
    })
}

/// Arrows and the system that moves them.
pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ArrowSpeeds>()
        .add_systems(Startup, spawn_arrows)
        .add_systems(PostUpdate, move_arrows.in_set(DrawSystems::Arrows));
}

fn spawn_arrows(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let shaft = meshes.add(shaft_mesh());
    let head = meshes.add(head_mesh());
    for kind in [ArrowKind::Commanded, ArrowKind::Measured] {
        let material = materials.add(arrow_material(kind));
        let arrow = Arrow {
            kind,
            shown: Vec2::ZERO,
        };
        let part = |part: ArrowPart, mesh: &Handle<Mesh>| {
            (
                part,
                Mesh3d(mesh.clone()),
                MeshMaterial3d(material.clone()),
                NotShadowCaster,
                NotShadowReceiver,
            )
        };
        commands.spawn((
            arrow,
            Transform::default(),
            Visibility::Hidden,
            children![part(ArrowPart::Shaft, &shaft), part(ArrowPart::Head, &head)],
        ));
    }
}

fn move_arrows(
    time: Res<Time<Real>>,
    pose: Res<RobotPose>,
    speeds: Res<ArrowSpeeds>,
    mut arrows: Query<(&mut Arrow, &mut Transform, &mut Visibility, &Children)>,
    mut parts: Query<(&ArrowPart, &mut Transform), Without<Arrow>>,
) {
    let share = 1.0 - (-FOLLOW_RATE * time.delta_secs()).exp();
    let base = pose.base();
    for (mut arrow, mut transform, mut visibility, children) in &mut arrows {
        let [forward, lateral, _] = match arrow.kind {
            ArrowKind::Commanded => speeds.commanded,
            ArrowKind::Measured => speeds.measured,
        };
        let height = arrow.kind.height();
        arrow.shown = arrow.shown.lerp(Vec2::new(forward, lateral), share);
        let Some(shape) = arrow_shape(&base, arrow.shown, height) else {
            visibility.set_if_neq(Visibility::Hidden);
            continue;
        };
        visibility.set_if_neq(Visibility::Inherited);
        transform.translation = shape.root;
        transform.rotation = Quat::from_rotation_z(shape.heading);
        for &child in children {
            if let Ok((part, mut transform)) = parts.get_mut(child) {
                *transform = part_transform(*part, &shape);
            }
        }
    }
}

/// A part's place in its arrow's frame, where the arrow points along x and meshes along z.
fn part_transform(part: ArrowPart, shape: &ArrowShape) -> Transform {
    let thick = shape.thickness;
    let (start, scale) = match part {
        ArrowPart::Shaft => (0.0, Vec3::new(thick, thick, shape.shaft)),
        ArrowPart::Head => (shape.shaft, Vec3::splat(thick)),
    };
    Transform::from_translation(Vec3::X * start)
        .with_rotation(Quat::from_rotation_y(std::f32::consts::FRAC_PI_2))
        .with_scale(scale)
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use super::*;

    fn base(yaw: f32) -> Pose3 {
        Pose3::from_parts(Vec3::new(1.0, 2.0, 0.5), Quat::from_rotation_z(yaw))
    }

    #[test]
    fn arrow_points_along_the_velocity_in_the_world() {
        let shape = arrow_shape(&base(0.4), Vec2::new(0.8, 0.0), 0.3).expect("visible");
        assert!((shape.heading - 0.4).abs() < 1e-6);
        assert!((shape.root - Vec3::new(1.0, 2.0, 0.8)).length() < 1e-6);
        assert!((shape.shaft + HEAD_LENGTH - 0.8 * LENGTH_PER_SPEED).abs() < 1e-6);
        let sideways = arrow_shape(&base(0.0), Vec2::new(0.0, 0.5), 0.0).expect("visible");
        assert!((sideways.heading - FRAC_PI_2).abs() < 1e-6);
    }

    #[test]
    fn a_tilted_base_leaves_the_arrow_level() {
        let tilted = Pose3::from_parts(Vec3::ZERO, Quat::from_rotation_y(0.4));
        let shape = arrow_shape(&tilted, Vec2::X, 0.3).expect("visible");
        assert!(shape.heading.abs() < 1e-6);
        assert_eq!(shape.root, 0.3 * Vec3::Z);
    }

    #[test]
    fn tiny_and_unknown_velocities_are_hidden_and_small_ones_thin() {
        assert_eq!(arrow_shape(&base(0.0), Vec2::ZERO, 0.0), None);
        assert_eq!(arrow_shape(&base(0.0), Vec2::splat(f32::NAN), 0.0), None);
        let thin = arrow_shape(&base(0.0), Vec2::X * 0.05, 0.0).expect("visible");
        assert!(thin.thickness > 0.0 && thin.thickness < 0.5 && thin.shaft >= 0.0);
    }

    #[test]
    fn head_begins_where_the_shaft_ends() {
        let shape = arrow_shape(&base(0.0), Vec2::X, 0.0).expect("visible");
        let shaft = part_transform(ArrowPart::Shaft, &shape);
        let head = part_transform(ArrowPart::Head, &shape);
        let tip_of_shaft = shaft.transform_point(Vec3::Z);
        assert!((tip_of_shaft - head.translation).length() < 1e-6);
    }
}
