//! The camera that looks at the robot: orbits by hand, follows by itself. World z up, m, rad.
//!
//! Following is a critically damped spring on the base's position, slower in height than along
//! the ground, so that steps do not shake the picture; the heading never turns the camera.

use std::f32::consts::{FRAC_PI_2, TAU};

use bevy::camera::visibility::RenderLayers;
use bevy::core_pipeline::tonemapping::Tonemapping;
use bevy::prelude::*;
use bevy_panorbit_camera::{PanOrbitCamera, PanOrbitCameraPlugin};

use super::order::DrawSystems;
use super::quality::RenderQuality;
use super::robot_view::RobotPose;
use super::scenery::ShownGround;
use super::target::ViewTarget;
use crate::script::event::Camera as View;

const VERTICAL_FIELD_OF_VIEW: f32 = 0.65;
/// The point looked at, above the base's origin.
const LOOK_ABOVE_BASE: f32 = 0.06;
/// Stiffness of following along the ground and in height, rad/s.
const FOLLOW_RATE: Vec3 = Vec3::new(6.0, 6.0, 1.5);
/// A base that is further away than this has been moved by hand: the camera jumps to it.
const JUMP_DISTANCE: f32 = 2.5;
/// How near and how far the hand may go, m: the texts at the edges do not lie on the robot, and its legs
/// can be told apart. A scene may ask for more.
const ZOOM_LIMITS: [f32; 2] = [1.6, 8.0];
/// The camera stays at least this far above the ground (on a slope: above its steepest line) and
/// below the zenith.
const ELEVATION_LIMITS: [f32; 2] = [0.03, 1.5];

/// The camera that looks at the robot.
#[derive(Component, Clone, Copy, Debug, Default)]
#[require(Follow)]
pub struct RobotCamera;

/// The smoothed point that a camera follows; none before the first frame.
#[derive(Component, Clone, Copy, Debug, Default)]
pub struct Follow(Option<Spring>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Spring {
    position: Vec3,
    velocity: Vec3,
}

impl Spring {
    /// Exact motion of a critically damped spring toward a target at rest, for `dt` seconds.
    fn step(self, target: Vec3, rate: Vec3, dt: f32) -> Self {
        let offset = self.position - target;
        let drive = self.velocity + rate * offset;
        let decay = Vec3::from_array((-rate * dt).to_array().map(f32::exp));
        Self {
            position: target + (offset + drive * dt) * decay,
            velocity: (self.velocity - rate * drive * dt) * decay,
        }
    }
}

/// Where the camera stands at the start and after F.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct HomeView {
    /// m
    pub distance: f32,
    /// From x (forward) toward y (left), rad.
    pub azimuth: f32,
    /// Above the horizon, rad.
    pub elevation: f32,
}

impl HomeView {
    /// The view that a scene asks for.
    pub fn new(camera: &View) -> Self {
        Self {
            distance: camera.distance,
            azimuth: camera.azimuth_degrees.to_radians(),
            elevation: camera.elevation_degrees.to_radians(),
        }
    }
}

impl Default for HomeView {
    /// The left front quarter, 3 m away, 16 degrees up.
    fn default() -> Self {
        Self {
            distance: 3.0,
            azimuth: 0.96,
            elevation: 0.279,
        }
    }
}

/// The orbit camera, its following, its quality.
pub fn plugin(app: &mut App) {
    app.init_resource::<HomeView>()
        .init_resource::<ShownGround>()
        .add_plugins(PanOrbitCameraPlugin)
        .add_systems(Startup, spawn_camera)
        .add_systems(
            Update,
            (
                apply_quality.run_if(resource_changed::<RenderQuality>),
                fit_to_ground.run_if(resource_changed::<ShownGround>),
            ),
        )
        .add_systems(PostUpdate, follow_robot.in_set(DrawSystems::Camera));
}

fn spawn_camera(
    mut commands: Commands,
    target: Res<ViewTarget>,
    quality: Res<RenderQuality>,
    home: Res<HomeView>,
    ground: Res<ShownGround>,
) {
    commands.spawn((
        Name::new("robot camera"),
        RobotCamera,
        Camera3d::default(),
        Camera::default(),
        target.0.clone(),
        quality.msaa(),
        Tonemapping::None,
        RenderLayers::layer(0),
        Projection::Perspective(PerspectiveProjection {
            fov: VERTICAL_FIELD_OF_VIEW,
            near: 0.05,
            ..default()
        }),
        orbit(&home, ground.0.mean_normal().z.acos()),
    ));
}

/// The orbit at home, about the world's origin, on ground of a `steepness` in rad.
fn orbit(home: &HomeView, steepness: f32) -> PanOrbitCamera {
    let lowest = ELEVATION_LIMITS[0] + steepness;
    PanOrbitCamera {
        axis: [Vec3::X, Vec3::Z, Vec3::Y],
        yaw: Some(yaw(home.azimuth)),
        pitch: Some(pitch(home.elevation.max(lowest))),
        radius: Some(home.distance),
        pitch_lower_limit: Some(pitch(lowest)),
        pitch_upper_limit: Some(pitch(ELEVATION_LIMITS[1])),
        zoom_lower_limit: ZOOM_LIMITS[0].min(home.distance),
        zoom_upper_limit: Some(ZOOM_LIMITS[1].max(home.distance)),
        use_real_time: true,
        ..default()
    }
}

/// The orbit camera's yaw for a direction from x toward y: at yaw zero it stands at -y.
fn yaw(azimuth: f32) -> f32 {
    azimuth + FRAC_PI_2
}

/// The orbit camera's pitch for a height above the horizon: with z up it counts from the zenith.
fn pitch(elevation: f32) -> f32 {
    elevation - FRAC_PI_2
}

fn follow_robot(
    time: Res<Time<Real>>,
    pose: Res<RobotPose>,
    mut cameras: Query<(&mut PanOrbitCamera, &mut Follow)>,
) {
    let target = pose.base().translation + LOOK_ABOVE_BASE * Vec3::Z;
    if !target.is_finite() {
        return;
    }
    for (mut camera, mut follow) in &mut cameras {
        let before = follow.0.map_or(Vec3::ZERO, |spring| spring.position);
        let spring = followed(follow.0, target, time.delta_secs());
        let moved = spring.position - before;
        follow.0 = Some(spring);
        camera.focus += moved;
        camera.target_focus += moved;
        camera.force_update = true;
    }
}

/// The followed point after `dt` seconds: at the target at once if there was none yet or if it
/// has jumped away.
fn followed(spring: Option<Spring>, target: Vec3, dt: f32) -> Spring {
    match spring {
        Some(spring) if spring.position.distance(target) < JUMP_DISTANCE => {
            spring.step(target, FOLLOW_RATE, dt)
        }
        _ => Spring {
            position: target,
            velocity: Vec3::ZERO,
        },
    }
}

/// Where an orbit camera looks from.
pub(super) fn view_of(camera: &PanOrbitCamera) -> View {
    let from = |value: Option<f32>, target: f32| value.unwrap_or(target);
    View {
        distance: from(camera.radius, camera.target_radius),
        azimuth_degrees: (from(camera.yaw, camera.target_yaw) - FRAC_PI_2).to_degrees(),
        elevation_degrees: (from(camera.pitch, camera.target_pitch) + FRAC_PI_2).to_degrees(),
    }
}

/// Puts an orbit camera there at once.
pub(super) fn look_from(camera: &mut PanOrbitCamera, view: &View) {
    let home = HomeView::new(view);
    let lowest = camera.pitch_lower_limit.unwrap_or(f32::MIN);
    camera.target_yaw = yaw(home.azimuth);
    camera.target_pitch = pitch(home.elevation).max(lowest);
    camera.target_radius = home.distance;
    camera.zoom_lower_limit = camera.zoom_lower_limit.min(home.distance);
    let highest = camera.zoom_upper_limit.unwrap_or(f32::MAX);
    camera.zoom_upper_limit = Some(highest.max(home.distance));
    camera.yaw = Some(camera.target_yaw);
    camera.pitch = Some(camera.target_pitch);
    camera.radius = Some(camera.target_radius);
    camera.force_update = true;
}

/// Keeps the lowest line of sight above a ground that has changed.
fn fit_to_ground(ground: Res<ShownGround>, mut cameras: Query<&mut PanOrbitCamera>) {
    let lowest = ELEVATION_LIMITS[0] + ground.0.mean_normal().z.acos();
    for mut camera in &mut cameras {
        camera.pitch_lower_limit = Some(pitch(lowest));
        camera.target_pitch = camera.target_pitch.max(pitch(lowest));
    }
}

/// Turns the camera back home, smoothly; for the key F.
pub fn reset_view(home: Res<HomeView>, mut cameras: Query<(&mut PanOrbitCamera, &Follow)>) {
    for (mut camera, follow) in &mut cameras {
        let turns = ((camera.target_yaw - yaw(home.azimuth)) / TAU).round();
        camera.target_yaw = yaw(home.azimuth) + turns * TAU;
        camera.target_pitch = pitch(home.elevation);
        camera.target_radius = home.distance;
        if let Some(spring) = follow.0 {
            camera.target_focus = spring.position;
        }
        camera.force_update = true;
    }
}

fn apply_quality(quality: Res<RenderQuality>, mut cameras: Query<&mut Msaa, With<RobotCamera>>) {
    for mut msaa in &mut cameras {
        msaa.set_if_neq(quality.msaa());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Spring = Spring {
        position: Vec3::ZERO,
        velocity: Vec3::ZERO,
    };

    #[test]
    fn spring_arrives_without_overshoot_at_any_frame_rate() {
        for dt in [0.002, 0.02, 0.3] {
            let mut spring = REST;
            let mut time = 0.0;
            while time < 6.0 {
                let next = spring.step(Vec3::ONE, FOLLOW_RATE, dt);
                assert!(next.position.cmpge(spring.position - 1e-6).all());
                assert!(next.position.cmple(Vec3::ONE + 1e-6).all());
                spring = next;
                time += dt;
            }
            assert!(spring.position.distance(Vec3::ONE) < 1e-2);
        }
    }

    #[test]
    fn two_half_steps_equal_one_step() {
        let start = Spring {
            position: Vec3::X,
            velocity: Vec3::new(0.3, -0.2, 0.1),
        };
        let once = start.step(Vec3::ONE, FOLLOW_RATE, 0.04);
        let half = |spring: Spring| spring.step(Vec3::ONE, FOLLOW_RATE, 0.02);
        let twice = half(half(start));
        assert!(once.position.distance(twice.position) < 1e-6);
        assert!(once.velocity.distance(twice.velocity) < 1e-5);
    }

    #[test]
    fn height_follows_more_slowly_than_the_ground_plane() {
        let spring = followed(Some(REST), Vec3::ONE, 0.1);
        assert!(spring.position.z < 0.5 * spring.position.x);
    }

    #[test]
    fn a_jump_is_followed_at_once() {
        let far = Vec3::X * 10.0;
        assert_eq!(followed(Some(REST), far, 0.02).position, far);
        assert_eq!(followed(None, Vec3::ONE, 0.02).position, Vec3::ONE);
    }

    /// The orbit camera's own convention for z up: rotate about z by yaw, about x by -pitch.
    fn offset(yaw: f32, pitch: f32) -> Vec3 {
        Quat::from_rotation_z(yaw) * Quat::from_rotation_x(-pitch) * Vec3::Z
    }

    #[test]
    fn home_is_at_the_left_front_and_sixteen_degrees_up() {
        let home = HomeView::default();
        let direction = offset(yaw(home.azimuth), pitch(home.elevation));
        assert!(direction.x > 0.3 && direction.y > 0.3, "{direction}");
        assert!((direction.z.asin().to_degrees() - 16.0).abs() < 0.1);
    }

    #[test]
    fn a_scene_may_look_from_nearer_or_farther_than_the_hand() {
        for distance in [0.5, 3.0, 50.0] {
            let home = HomeView {
                distance,
                ..HomeView::default()
            };
            let camera = orbit(&home, 0.0);
            assert!(camera.zoom_lower_limit <= distance);
            assert!(camera.zoom_upper_limit >= Some(distance));
        }
    }

    #[test]
    fn reset_takes_the_shorter_turn_home() {
        let mut app = App::new();
        app.init_resource::<HomeView>()
            .add_systems(Update, reset_view);
        let home = HomeView::default();
        let mut camera = orbit(&home, 0.0);
        camera.target_yaw = yaw(home.azimuth) + 3.0 * TAU + 0.4;
        camera.target_radius = 9.0;
        let follow = Follow(Some(Spring {
            position: Vec3::X,
            velocity: Vec3::ZERO,
        }));
        let entity = app.world_mut().spawn((camera, follow)).id();
        app.update();
        let camera = app.world().get::<PanOrbitCamera>(entity).expect("spawned");
        assert!((camera.target_yaw - yaw(home.azimuth) - 3.0 * TAU).abs() < 1e-4);
        assert_eq!(camera.target_radius, home.distance);
        assert_eq!(camera.target_focus, Vec3::X);
    }
}
