//! The part of the screen that is left for the robot, and its camera's viewport.
//!
//! In: [`ViewRect`] in logical points, written by the panels. Out: the robot camera's viewport in
//! physical pixels.

use bevy::camera::Viewport;
use bevy::prelude::*;

use super::camera::RobotCamera;

/// The rectangle that the panels leave free.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub enum ViewRect {
    /// No panels: all of the target.
    #[default]
    Whole,
    /// A rectangle in logical points from the upper left, and physical pixels for each point.
    Points { rect: Rect, pixels_per_point: f32 },
}

/// A viewport in physical pixels: position from the upper left, and size; both within `target`.
/// None if nothing is left to draw in.
pub fn viewport(view: ViewRect, target: UVec2) -> Option<(UVec2, UVec2)> {
    let (min, max) = match view {
        ViewRect::Whole => (UVec2::ZERO, target),
        ViewRect::Points {
            rect,
            pixels_per_point,
        } => {
            let pixels = |point: Vec2| (point * pixels_per_point).round().as_uvec2().min(target);
            (pixels(rect.min), pixels(rect.max))
        }
    };
    let size = max.saturating_sub(min);
    (size.x > 0 && size.y > 0).then_some((min, size))
}

/// Keeps the robot camera's viewport at [`ViewRect`].
pub fn plugin(app: &mut App) {
    app.init_resource::<ViewRect>().add_systems(
        PostUpdate,
        set_viewport.in_set(super::order::DrawSystems::Layout),
    );
}

fn set_viewport(view: Res<ViewRect>, mut cameras: Query<&mut Camera, With<RobotCamera>>) {
    for mut camera in &mut cameras {
        let Some(target) = camera.physical_target_size() else {
            continue;
        };
        let wanted = viewport(*view, target);
        let present = camera
            .viewport
            .as_ref()
            .map(|v| (v.physical_position, v.physical_size));
        if camera.is_active != wanted.is_some() {
            camera.is_active = wanted.is_some();
        }
        if wanted.is_some() && wanted != present {
            camera.viewport = wanted.map(|(physical_position, physical_size)| Viewport {
                physical_position,
                physical_size,
                ..default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: UVec2 = UVec2::new(1280, 720);

    fn points(min: [f32; 2], max: [f32; 2], pixels_per_point: f32) -> ViewRect {
        ViewRect::Points {
            rect: Rect {
                min: min.into(),
                max: max.into(),
            },
            pixels_per_point,
        }
    }

    #[test]
    fn whole_target_without_panels() {
        assert_eq!(
            viewport(ViewRect::Whole, TARGET),
            Some((UVec2::ZERO, TARGET))
        );
    }

    #[test]
    fn points_become_rounded_pixels() {
        let view = points([0.0, 40.3], [824.4, 509.6], 1.0);
        let expected = (UVec2::new(0, 40), UVec2::new(824, 470));
        assert_eq!(viewport(view, TARGET), Some(expected));
        let dense = points([0.25, 20.0], [412.0, 255.25], 2.0);
        let expected = (UVec2::new(1, 40), UVec2::new(823, 471));
        assert_eq!(viewport(dense, TARGET), Some(expected));
    }

    #[test]
    fn rectangles_beyond_the_target_are_cut() {
        let view = points([-5.0, 700.0], [2000.0, 2000.0], 1.0);
        let expected = (UVec2::new(0, 700), UVec2::new(1280, 20));
        assert_eq!(viewport(view, TARGET), Some(expected));
    }

    #[test]
    fn nothing_left_means_no_viewport() {
        assert_eq!(
            viewport(points([0.0, 0.0], [0.3, 300.0], 1.0), TARGET),
            None
        );
        assert_eq!(
            viewport(points([300.0, 0.0], [200.0, 300.0], 1.0), TARGET),
            None
        );
        assert_eq!(
            viewport(points([1300.0, 0.0], [1400.0, 99.0], 1.0), TARGET),
            None
        );
        let unknown = points([f32::NAN, 0.0], [f32::NAN, 9.0], 1.0);
        assert_eq!(viewport(unknown, TARGET), None);
        assert_eq!(viewport(ViewRect::Whole, UVec2::ZERO), None);
    }
}
