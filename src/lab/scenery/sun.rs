//! Light: a soft sun from the left front with shadows, a cool rim from behind, a sky that fills.
//!
//! World z up, robot facing x: the sun's azimuth is counted from x toward y. Illuminance in lux.

use bevy::light::{CascadeShadowConfig, DirectionalLightShadowMap, EnvironmentMapLight};
use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;

use super::mist::{CLEAR_DISTANCE, mist_color};
use crate::lab::camera::RobotCamera;
use crate::lab::order::DrawSystems;
use crate::lab::paint::{blend, paint};
use crate::lab::quality::RenderQuality;
use crate::style::palette;

const SUN_AZIMUTH: f32 = 0.55;
const SUN_ELEVATION: f32 = 0.87;
const SUN_ILLUMINANCE: f32 = 2_700.0;
const RIM_AZIMUTH: f32 = -2.3;
const RIM_ELEVATION: f32 = 0.45;
const RIM_ILLUMINANCE: f32 = 1_100.0;
const SKY_INTENSITY: f32 = 430.0;
/// Shadows are drawn up to this far behind the point that the camera looks at, m.
const SHADOW_DEPTH: f32 = 3.5;

/// The light that casts shadows.
#[derive(Component, Clone, Copy, Debug)]
pub(super) struct Sun;

/// Lights and fog.
pub(super) fn plugin(app: &mut App) {
    app.insert_resource(ClearColor(paint(palette::BACKGROUND)))
        .add_systems(Startup, spawn_lights)
        .add_systems(
            Update,
            apply_quality.run_if(resource_changed::<RenderQuality>),
        )
        .add_systems(
            PostUpdate,
            (light_camera, fit_to_zoom)
                .chain()
                .in_set(DrawSystems::Light),
        );
}

fn spawn_lights(mut commands: Commands) {
    commands.spawn((
        Name::new("sun"),
        Sun,
        DirectionalLight {
            illuminance: SUN_ILLUMINANCE,
            color: Color::WHITE,
            shadow_depth_bias: 0.01,
            shadow_normal_bias: 1.2,
            ..default()
        },
        shadow_range(3.0),
        shining_from(SUN_AZIMUTH, SUN_ELEVATION),
    ));
    commands.spawn((
        Name::new("rim light"),
        DirectionalLight {
            illuminance: RIM_ILLUMINANCE,
            color: blend(palette::TEXT, palette::MEASURED, 0.35),
            ..default()
        },
        shining_from(RIM_AZIMUTH, RIM_ELEVATION),
    ));
}

/// Toward the sun, unit length.
pub(super) fn sun_direction() -> Vec3 {
    direction(SUN_AZIMUTH, SUN_ELEVATION)
}

/// A direction, rad.
fn direction(azimuth: f32, elevation: f32) -> Vec3 {
    let (sin, cos) = elevation.sin_cos();
    Vec3::new(cos * azimuth.cos(), cos * azimuth.sin(), sin)
}

/// A light direction: where it comes from, rad.
fn shining_from(azimuth: f32, elevation: f32) -> Transform {
    Transform::from_translation(direction(azimuth, elevation)).looking_at(Vec3::ZERO, Vec3::Z)
}

/// Shadows around the robot for a camera `radius` metres away.
fn shadow_range(radius: f32) -> CascadeShadowConfig {
    CascadeShadowConfig {
        bounds: vec![radius + SHADOW_DEPTH],
        overlap_proportion: 0.2,
        minimum_distance: (radius - SHADOW_DEPTH).max(0.1),
    }
}

fn light_camera(
    mut commands: Commands,
    mut images: ResMut<Assets<Image>>,
    cameras: Query<Entity, Added<RobotCamera>>,
) {
    for camera in &cameras {
        let sky = EnvironmentMapLight {
            intensity: SKY_INTENSITY,
            rotation: Quat::from_rotation_x(std::f32::consts::FRAC_PI_2),
            ..EnvironmentMapLight::hemispherical_gradient(
                &mut images,
                blend(palette::TEXT, palette::MEASURED, 0.25),
                blend(palette::LINE, palette::TEXT_SECONDARY, 0.5),
                paint(palette::PANEL),
            )
        };
        let fog = DistanceFog {
            color: mist_color(),
            falloff: FogFalloff::ExponentialSquared {
                density: mist_density(3.0),
            },
            ..default()
        };
        commands.entity(camera).insert((sky, fog));
    }
}

/// Fog that leaves what is `radius` metres away, the robot, as clear as at the usual distance.
fn mist_density(radius: f32) -> f32 {
    1.0 / (CLEAR_DISTANCE + radius)
}

/// Keeps the shadow map's pixels near the robot, and the robot clear of mist, when the user zooms.
fn fit_to_zoom(
    mut cameras: Query<(&PanOrbitCamera, &mut DistanceFog), With<RobotCamera>>,
    mut suns: Query<&mut CascadeShadowConfig, With<Sun>>,
) {
    for (camera, mut fog) in &mut cameras {
        let Some(radius) = camera.radius else {
            continue;
        };
        fog.falloff = FogFalloff::ExponentialSquared {
            density: mist_density(radius),
        };
        for mut config in &mut suns {
            let wanted = shadow_range(radius);
            if config.bounds != wanted.bounds {
                *config = wanted;
            }
        }
    }
}

fn apply_quality(
    quality: Res<RenderQuality>,
    mut shadow_map: ResMut<DirectionalLightShadowMap>,
    mut suns: Query<&mut DirectionalLight, With<Sun>>,
) {
    for mut sun in &mut suns {
        sun.shadow_maps_enabled = quality.shadow_map_size().is_some();
    }
    if let Some(size) = quality.shadow_map_size() {
        shadow_map.size = size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_shines_from_where_it_is_said_to() {
        let sun = shining_from(SUN_AZIMUTH, SUN_ELEVATION);
        let travels = sun.forward();
        assert!(
            travels.x < 0.0 && travels.y < 0.0 && travels.z < 0.0,
            "{travels:?}"
        );
        let height = (-travels.z).asin();
        assert!((height - SUN_ELEVATION).abs() < 1e-5);
    }

    #[test]
    fn the_robot_is_clear_of_mist_at_any_zoom() {
        for radius in [0.8, 3.0, 15.0] {
            let visible = (-(radius * mist_density(radius)).powi(2)).exp();
            assert!(visible > 0.6, "{visible} at {radius} m");
        }
    }

    #[test]
    fn shadows_reach_past_the_robot_at_any_zoom() {
        for radius in [0.8, 3.0, 12.0] {
            let config = shadow_range(radius);
            assert!(config.bounds[0] > radius + 1.0);
            assert!(config.minimum_distance < radius);
        }
    }
}
