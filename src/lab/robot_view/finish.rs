//! Surfaces of the robot's parts, from the palette. Legs are indices into the legs.

use bevy::color::LinearRgba;
use bevy::prelude::*;

use crate::lab::paint::{blend, paint};
use crate::style::palette;

/// Light given off by a ring in the air and in contact, as a multiple of its colour.
const RING_GLOW: [f32; 2] = [0.03, 0.9];
/// Light given off by the thighs and by the discs on the drives, so that they read in the shade.
const THIGH_GLOW: f32 = 0.14;
const DISC_GLOW: f32 = 0.35;

/// The surface of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// Light painted shell of the trunk.
    Shell,
    /// Darker belt and deck of the trunk.
    Belt,
    /// Dark metal of the drives.
    Drive,
    /// Glossy black of the sensors.
    Lens,
    /// Light shank.
    Shank,
    /// Black rubber.
    Rubber,
    /// Thigh in the leg's colour.
    Thigh(usize),
    /// Disc on a drive in the leg's colour.
    Disc(usize),
    /// Ring around a foot in the leg's colour, brighter in contact.
    FootRing(usize),
}

impl Finish {
    /// The surface's material; of a foot's ring, as in the air.
    pub(super) fn material(self) -> StandardMaterial {
        let surface =
            |base_color: Color, perceptual_roughness: f32, metallic: f32| StandardMaterial {
                base_color,
                perceptual_roughness,
                metallic,
                ..default()
            };
        let leg_color = |leg: usize| paint(palette::LEGS[leg]);
        match self {
            Self::Shell => surface(paint(palette::TEXT), 0.42, 0.0),
            Self::Belt => surface(paint(palette::LINE), 0.55, 0.1),
            Self::Drive => surface(blend(palette::PANEL, palette::LINE, 0.6), 0.38, 0.35),
            Self::Lens => surface(paint(palette::BACKGROUND), 0.12, 0.0),
            Self::Shank => surface(
                blend(palette::TEXT, palette::TEXT_SECONDARY, 0.2),
                0.35,
                0.15,
            ),
            Self::Rubber => surface(paint(palette::BACKGROUND), 0.85, 0.0),
            Self::Thigh(leg) => StandardMaterial {
                emissive: glow(leg, THIGH_GLOW),
                ..surface(leg_color(leg), 0.42, 0.0)
            },
            Self::Disc(leg) => StandardMaterial {
                emissive: glow(leg, DISC_GLOW),
                ..surface(leg_color(leg), 0.4, 0.0)
            },
            Self::FootRing(leg) => StandardMaterial {
                emissive: ring_light(leg, 0.0),
                ..surface(leg_color(leg), 0.5, 0.0)
            },
        }
    }
}

/// Light given off by a ring at a brightness from 0 (in the air) to 1 (in contact).
pub(super) fn ring_light(leg: usize, brightness: f32) -> LinearRgba {
    glow(leg, RING_GLOW[0].lerp(RING_GLOW[1], brightness))
}

fn glow(leg: usize, strength: f32) -> LinearRgba {
    paint(palette::LEGS[leg]).to_linear() * strength
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_in_contact_is_brighter_and_keeps_its_hue() {
        let (air, contact) = (ring_light(3, 0.0), ring_light(3, 1.0));
        assert!(contact.red > 4.0 * air.red && air.red > 0.0);
        assert!((contact.red / contact.green - air.red / air.green).abs() < 1e-3);
    }

    #[test]
    fn each_leg_has_its_own_colour_on_thigh_disc_and_ring() {
        let color = |finish: Finish| finish.material().base_color;
        for leg in 0..4 {
            let thigh = color(Finish::Thigh(leg));
            assert_eq!(thigh, paint(palette::LEGS[leg]));
            assert_eq!(thigh, color(Finish::Disc(leg)));
            assert_eq!(thigh, color(Finish::FootRing(leg)));
        }
    }
}
