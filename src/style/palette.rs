//! The colours of Tanglewalk, their only home: figures, panels and the robot read them here.
//! Okabe and Ito's palette, safe for the colour-blind. sRGB, 8 bits a channel.

use crate::robot::LegArray;

/// An sRGB colour, 8 bits a channel.
pub type Rgb = [u8; 3];

/// LF, LH, RF, RH: leg, foot ring, footprints, gait bars, every plot of legs.
pub const LEGS: LegArray<Rgb> = [
    [0x56, 0xb4, 0xe9],
    [0x00, 0x9e, 0x73],
    [0xf0, 0xe4, 0x42],
    [0xd5, 0x5e, 0x00],
];
/// The recurrent layer: portrait, curve, number.
pub const RECURRENT: Rgb = [0xcc, 0x79, 0xa7];
/// The actuation layer: portrait, curve, number.
pub const ACTUATION: Rgb = [0xe6, 0x9f, 0x00];
/// Below and above a mean, on a dark ground.
pub const BELOW: Rgb = [0x56, 0xb4, 0xe9];
pub const ABOVE: Rgb = [0xff, 0xa0, 0x3c];
/// A commanded quantity.
pub const COMMANDED: Rgb = [0xff, 0xff, 0xff];
/// A measured quantity.
pub const MEASURED: Rgb = [0x7f, 0xd1, 0xff];
/// Behind everything.
pub const BACKGROUND: Rgb = [0x0e, 0x11, 0x16];
/// A panel's fill.
pub const PANEL: Rgb = [0x15, 0x1a, 0x21];
/// Lines and borders.
pub const LINE: Rgb = [0x28, 0x30, 0x3a];
/// Text.
pub const TEXT: Rgb = [0xe8, 0xeb, 0xf0];
/// Secondary text.
pub const TEXT_SECONDARY: Rgb = [0x93, 0xa0, 0xb0];
/// Something is wrong.
pub const ALERT: Rgb = [0xff, 0x6b, 0x6b];

/// The robot's shell, lit.
pub const SHELL: Rgb = [0xdc, 0xe2, 0xea];
/// The belt round the robot's shell.
pub const SHELL_BELT: Rgb = [0x4a, 0x55, 0x63];
/// The robot's drives, and the plates at both ends of its shell.
pub const DRIVE: Rgb = [0x25, 0x2d, 0x37];
/// The robot's shanks.
pub const SHANK: Rgb = [0xc8, 0xd0, 0xdb];
/// The ground near the robot.
pub const GROUND: Rgb = [0x12, 0x17, 0x1e];
/// What the ground fades into at the horizon.
pub const MIST: Rgb = [0x26, 0x31, 0x3d];
/// The darkest shade: shadows and the dark side of things.
pub const SHADOW: Rgb = [0x05, 0x07, 0x0a];

/// Paper: what printed figures stand on.
pub const PAPER: Rgb = [0xff, 0xff, 0xff];
/// Text and curves on paper.
pub const INK: Rgb = [0x1b, 0x1f, 0x24];
/// Secondary text and axes on paper.
pub const INK_SECONDARY: Rgb = [0x55, 0x5e, 0x68];
/// Lines behind data on paper.
pub const RULE: Rgb = [0xe1, 0xe5, 0xe9];
/// Fill of what holds nothing, on paper.
pub const VOID: Rgb = [0xf3, 0xf4, 0xf6];

/// Viridis (Stefan van der Walt and Nathaniel Smith), nine of its colours: even steps of
/// lightness.
const VIRIDIS: [Rgb; 9] = [
    [0x44, 0x01, 0x54],
    [0x47, 0x2d, 0x7b],
    [0x3b, 0x52, 0x8b],
    [0x2c, 0x72, 0x8e],
    [0x21, 0x91, 0x8c],
    [0x28, 0xae, 0x80],
    [0x5e, 0xc9, 0x62],
    [0xad, 0xdc, 0x30],
    [0xfd, 0xe7, 0x25],
];
/// Below, at and above unity.
const DIVERGING: [Rgb; 3] = [[0x00, 0x72, 0xb2], [0xf7, 0xf7, 0xf7], [0xd5, 0x5e, 0x00]];

/// A population's colour on paper, the same in every figure.
pub fn layer(name: &str) -> Rgb {
    match name {
        "observation" => [0x56, 0xb4, 0xe9],
        "body" => LEGS[1],
        "hidden" => RECURRENT,
        "cell" => [0x00, 0x72, 0xb2],
        "action" => ACTUATION,
        "torque" => LEGS[3],
        "decoder" => [0x99, 0x99, 0x99],
        _ => INK_SECONDARY,
    }
}

/// Viridis, `t` of the way (0 to 1) from low to high.
pub fn viridis(t: f32) -> Rgb {
    along(&VIRIDIS, t)
}

/// Two hues that meet in near white at one half: below and above unity.
pub fn diverging(t: f32) -> Rgb {
    along(&DIVERGING, t)
}

/// The colour `t` of the way (0 to 1) from `from` to `to`.
pub fn mix(from: Rgb, to: Rgb, t: f32) -> Rgb {
    let t = t.clamp(0.0, 1.0);
    std::array::from_fn(|i| {
        let (from, to) = (f32::from(from[i]), f32::from(to[i]));
        (from + (to - from) * t).round() as u8
    })
}

fn along(colors: &[Rgb], t: f32) -> Rgb {
    let place = t.clamp(0.0, 1.0) * (colors.len() - 1) as f32;
    let start = (place as usize).min(colors.len() - 2);
    mix(colors[start], colors[start + 1], place - start as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_ends_at_both_colours() {
        assert_eq!(mix(PANEL, TEXT, 0.0), PANEL);
        assert_eq!(mix(PANEL, TEXT, 1.0), TEXT);
        assert_eq!(mix([0, 100, 200], [100, 0, 100], 0.5), [50, 50, 150]);
    }

    #[test]
    fn an_ordered_quantity_grows_lighter_all_the_way() {
        let luminance =
            |[r, g, b]: Rgb| 0.2126 * f32::from(r) + 0.7152 * f32::from(g) + 0.0722 * f32::from(b);
        let steps: Vec<f32> = (0..=10)
            .map(|i| luminance(viridis(i as f32 / 10.0)))
            .collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }
}
