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
