//! How large the window opens. In: the size that is wanted and the screen. Out: a size that leaves
//! room for the desktop's bars and the window's frame. Logical points but for the screen's pixels.

use bevy::math::{UVec2, Vec2};

/// What the desktop's bars and the window's frame take of the screen.
const MARGIN: Vec2 = Vec2::new(16.0, 96.0);
/// The window opens no smaller than this, however small the screen claims to be.
const LEAST: Vec2 = Vec2::new(400.0, 300.0);

/// The largest size up to `wanted` that a screen of `pixels` has room for at `scale` pixels a point.
pub fn fitting(wanted: Vec2, pixels: UVec2, scale: f64) -> Vec2 {
    let screen = pixels.as_vec2() / scale.max(0.1) as f32;
    wanted.min((screen - MARGIN).max(LEAST)).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Vec2 = Vec2::new(1280.0, 720.0);

    #[test]
    fn a_window_that_fits_is_left_as_it_is() {
        for (pixels, scale) in [([1920, 1080], 1.0), ([3840, 2160], 2.0), ([1366, 900], 1.0)] {
            assert_eq!(fitting(WANTED, pixels.into(), scale), WANTED);
        }
    }

    #[test]
    fn small_and_scaled_screens_get_a_smaller_window() {
        let size = fitting(WANTED, UVec2::new(1366, 768), 1.0);
        assert_eq!(size, Vec2::new(1280.0, 672.0));
        let size = fitting(WANTED, UVec2::new(1920, 1080), 2.0);
        assert_eq!(size, Vec2::new(944.0, 444.0));
        let size = fitting(WANTED, UVec2::new(1920, 1080), 1.5);
        assert_eq!(size, Vec2::new(1264.0, 624.0));
    }

    #[test]
    fn a_screen_of_nonsense_leaves_a_window_to_find() {
        assert_eq!(fitting(WANTED, UVec2::ZERO, 1.0), LEAST);
        assert_eq!(fitting(WANTED, UVec2::new(640, 480), 0.0), WANTED);
    }
}
