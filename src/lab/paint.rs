//! The palette in Bevy's colours. In: sRGB bytes of [`crate::style::palette`].

use bevy::color::{Color, LinearRgba, Mix, Srgba};

use crate::style::palette::Rgb;

/// A palette colour.
pub fn paint([red, green, blue]: Rgb) -> Color {
    Color::Srgba(Srgba::rgb_u8(red, green, blue))
}

/// A palette colour with opacity.
pub fn paint_alpha(rgb: Rgb, alpha: f32) -> LinearRgba {
    LinearRgba {
        alpha,
        ..paint(rgb).to_linear()
    }
}

/// Between two palette colours, in sRGB, where equal steps look about equal.
pub fn blend(from: Rgb, to: Rgb, share: f32) -> Color {
    let [from, to] = [from, to].map(|rgb| paint(rgb).to_srgba());
    Color::Srgba(from.mix(&to, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blend_meets_both_ends() {
        let (dark, light) = ([0, 0, 0], [200, 100, 50]);
        assert_eq!(blend(dark, light, 0.0), paint(dark));
        assert_eq!(blend(dark, light, 1.0), paint(light));
        let middle = blend(dark, light, 0.5).to_srgba();
        assert!((middle.red - 100.0 / 255.0).abs() < 1e-6);
    }
}
