//! Ground and sky: two materials of our own, and the two meshes that follow the camera.
//!
//! The shaders colour by world position and view direction, so the meshes may move freely and
//! the ground never ends: a level or sloping plane, and under a relief a plane for what lies beyond
//! it. Lengths in m, z up.

use bevy::asset::embedded_asset;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use bevy::render::render_resource::{AsBindGroup, ShaderType};
use bevy::shader::ShaderRef;

use super::ground::ShownGround;
use super::mist::{CLEAR_DISTANCE, mist_color};
use super::sun::sun_direction;
use crate::lab::camera::RobotCamera;
use crate::lab::order::DrawSystems;
use crate::lab::paint::{blend, paint};
use crate::lab::robot_view::{RobotPose, ShownRobot};
use crate::physics::Ground;
use crate::robot::LEGS;
use crate::style::palette;

/// Half side of the ground's square and radius of the sky's dome: far beyond the mist.
const GROUND_HALF_SIDE: f32 = 150.0;
const SKY_RADIUS: f32 = 300.0;
/// Radius of the pool of light about the robot.
const LIGHT_POOL_RADIUS: f32 = 3.6;

/// Shadows are looked up this far about the robot.
const SHADOW_REACH: f32 = 3.0;

/// The plane lies so far under a relief that neither shines through the other, m.
const UNDER_RELIEF: f32 = 0.05;

/// What the ground's shader reads; colours linear, fields as in `ground.wgsl`.
#[derive(ShaderType, Clone, Copy, Debug, Default)]
struct GroundUniform {
    lit: Vec4,
    shade: Vec4,
    line: Vec4,
    mist: Vec4,
    trunk: Vec4,
    trunk_size: Vec4,
    feet: [Vec4; LEGS],
    air: Vec4,
    sun: Vec4,
}

#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
pub(super) struct GroundMaterial {
    #[uniform(0)]
    ground: GroundUniform,
}

impl Material for GroundMaterial {
    fn fragment_shader() -> ShaderRef {
        "embedded://tanglewalk/lab/scenery/ground.wgsl".into()
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }
}

#[derive(ShaderType, Clone, Copy, Debug)]
struct SkyUniform {
    mist: Vec4,
    zenith: Vec4,
}

#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
pub(super) struct SkyMaterial {
    #[uniform(0)]
    sky: SkyUniform,
}

impl Material for SkyMaterial {
    fn fragment_shader() -> ShaderRef {
        "embedded://tanglewalk/lab/scenery/sky.wgsl".into()
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }
}

/// The material of all that is ground.
#[derive(Resource)]
pub(super) struct GroundHandle(pub Handle<GroundMaterial>);

/// An entity that stays about the camera: horizontally, or wholly.
#[derive(Component, Clone, Copy, Debug)]
pub(super) enum AboutCamera {
    OnGround,
    Everywhere,
}

/// Shaders, materials, meshes.
pub(super) fn plugin(app: &mut App) {
    embedded_asset!(app, "ground.wgsl");
    embedded_asset!(app, "sky.wgsl");
    app.add_plugins((
        MaterialPlugin::<GroundMaterial>::default(),
        MaterialPlugin::<SkyMaterial>::default(),
    ))
    .init_resource::<ShownGround>()
    .add_systems(Startup, spawn_backdrop)
    .add_systems(
        PostUpdate,
        (keep_about_camera, shade_ground)
            .chain()
            .in_set(DrawSystems::Backdrop),
    );
}

fn spawn_backdrop(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut grounds: ResMut<Assets<GroundMaterial>>,
    mut skies: ResMut<Assets<SkyMaterial>>,
) {
    let ground = grounds.add(GroundMaterial {
        ground: GroundUniform {
            lit: linear(blend(palette::PANEL, palette::LINE, 0.6)),
            shade: linear(paint(palette::BACKGROUND)),
            line: linear(blend(palette::LINE, palette::TEXT_SECONDARY, 0.45)),
            mist: linear(mist_color()),
            air: Vec4::new(1.0 / CLEAR_DISTANCE, LIGHT_POOL_RADIUS, SHADOW_REACH, 0.0),
            sun: sun_direction().extend(0.0),
            ..default()
        },
    });
    commands.insert_resource(GroundHandle(ground.clone()));
    let plane = Plane3d::new(Vec3::Z, Vec2::splat(GROUND_HALF_SIDE));
    commands.spawn((
        Name::new("ground"),
        AboutCamera::OnGround,
        Mesh3d(meshes.add(plane)),
        MeshMaterial3d(ground),
        NotShadowCaster,
    ));
    let sky = skies.add(SkyMaterial {
        sky: SkyUniform {
            mist: linear(mist_color()),
            zenith: linear(paint(palette::BACKGROUND)),
        },
    });
    // Seen from within: faces turned inward by a mirror.
    let dome = Mesh::from(Sphere::new(SKY_RADIUS)).scaled_by(Vec3::new(-1.0, 1.0, 1.0));
    commands.spawn((
        Name::new("sky"),
        AboutCamera::Everywhere,
        Mesh3d(meshes.add(dome)),
        MeshMaterial3d(sky),
        NotShadowCaster,
        NotShadowReceiver,
    ));
}

pub(super) fn keep_about_camera(
    ground: Res<ShownGround>,
    cameras: Query<&Transform, (With<RobotCamera>, Without<AboutCamera>)>,
    mut followers: Query<(&AboutCamera, &mut Transform)>,
) {
    let Ok(camera) = cameras.single() else { return };
    for (about, mut transform) in &mut followers {
        let place = camera.translation;
        *transform = match about {
            AboutCamera::OnGround => plane_under(&ground.0, place),
            AboutCamera::Everywhere => Transform::from_translation(place),
        };
    }
}

/// The plane that the ground is on the whole, with its middle under a place.
fn plane_under(ground: &Ground, place: Vec3) -> Transform {
    let height = match ground {
        Ground::Level | Ground::Slope { .. } => ground.height(place.x, place.y),
        Ground::Relief(_) => -UNDER_RELIEF,
    };
    Transform::from_translation(place.with_z(height))
        .with_rotation(Quat::from_rotation_arc(Vec3::Z, ground.mean_normal()))
}

/// Tells the ground where trunk and feet are, for their soft shadows.
fn shade_ground(
    pose: Res<RobotPose>,
    robot: Res<ShownRobot>,
    shown: Res<ShownGround>,
    handle: Res<GroundHandle>,
    mut materials: ResMut<Assets<GroundMaterial>>,
) {
    let Some(mut material) = materials.get_mut(&handle.0) else {
        return;
    };
    let base = pose.base();
    let forward = (base.rotation * Vec3::X).truncate().normalize_or(Vec2::X);
    let hip = robot.joints[0].origin;
    let ground = &mut material.ground;
    let above = |point: Vec3| point.z - shown.0.height(point.x, point.y);
    let center = base.translation;
    ground.trunk = Vec4::new(center.x, center.y, forward.x, forward.y);
    let [half_length, half_width] = [1.2 * hip.x.abs(), 1.3 * hip.y.abs()];
    ground.trunk_size = Vec4::new(half_length, half_width, above(center), robot.foot_radius);
    for leg in 0..LEGS {
        let Some(shank) = pose.link(robot.shank(leg)) else {
            continue;
        };
        let foot = shank * robot.feet[leg];
        ground.feet[leg] = Vec4::new(foot.x, foot.y, above(foot) - robot.foot_radius, 0.0);
    }
}

fn linear(color: Color) -> Vec4 {
    color.to_linear().to_vec4()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mist_hides_the_ground_long_before_it_ends() {
        let visible = |distance: f32| (-(distance / CLEAR_DISTANCE).powi(2)).exp();
        // The square is about the camera, which may stand this far from the robot.
        assert!(visible(GROUND_HALF_SIDE - 20.0) < 1e-6);
        assert!(
            visible(SHADOW_REACH) > 0.85,
            "the robot stands clear of the mist"
        );
    }
}
