//! What each term of the reward is worth, and the settings of some: one flat object in JSON, in
//! which every name must be known.

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::table::{PerTerm, RewardTerm, TERMS, Weight};

/// Time constant of the share of time that a foot is down, s, unless said otherwise.
pub const STANCE_SECONDS: f32 = 1.0;

/// Height that `clearance` asks for, m, unless said otherwise.
const SWING_HEIGHT: f32 = 0.08;

/// A weight for each term, and what the terms refer to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RewardWeights {
    /// Paid per second, but for the fall's.
    #[serde(flatten)]
    pub terms: PerTerm<f32>,
    /// Width of both tracking kernels, (m/s)^2 and (rad/s)^2.
    pub tracking_width: f32,
    /// Time constant of the share of time on the ground that `stance_balance` and `limp` compare, s.
    pub stance_seconds: f32,
    /// Height of the sole above the ground that `clearance` asks of a swinging foot, m.
    pub swing_height: f32,
    /// Height of the base above the ground under the feet that `height` asks for, m.
    pub height_target: f32,
    /// Whether a step's sum is cut at zero from below.
    pub clip_at_zero: bool,
}

impl RewardWeights {
    /// Weights a `share` (0 to 1) of the way to others; `clip_at_zero` is the others'.
    pub fn toward(&self, other: &Self, share: f32) -> Self {
        let mix = |from: f32, to: f32| from + (to - from) * share;
        Self {
            terms: self.terms.zip(&other.terms, mix),
            tracking_width: mix(self.tracking_width, other.tracking_width),
            stance_seconds: mix(self.stance_seconds, other.stance_seconds),
            swing_height: mix(self.swing_height, other.swing_height),
            height_target: mix(self.height_target, other.height_target),
            clip_at_zero: other.clip_at_zero,
        }
    }
}

/// The settings' names in JSON.
const SETTINGS: [&str; 5] = [
    "tracking_width",
    "stance_seconds",
    "swing_height",
    "height_target",
    "clip_at_zero",
];

/// Every name in JSON, the terms' first.
const NAMES: [&str; TERMS + SETTINGS.len()] = {
    let mut names = [""; TERMS + SETTINGS.len()];
    let mut k = 0;
    while k < names.len() {
        names[k] = if k < TERMS {
            RewardTerm::ALL[k].name()
        } else {
            SETTINGS[k - TERMS]
        };
        k += 1;
    }
    names
};

/// A place in [`NAMES`].
struct Name(usize);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;

        impl Visitor<'_> for Named {
            type Value = Name;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of a weight")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                let place = NAMES.iter().position(|&known| known == name);
                place
                    .map(Name)
                    .ok_or_else(|| E::unknown_field(name, &NAMES))
            }
        }

        deserializer.deserialize_identifier(Named)
    }
}

impl<'de> Deserialize<'de> for RewardWeights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Weights;

        impl<'de> Visitor<'de> for Weights {
            type Value = RewardWeights;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object of weights")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RewardWeights, A::Error> {
                let mut numbers = [None; NAMES.len()];
                let mut clip_at_zero = None;
                while let Some(Name(place)) = map.next_key()? {
                    let name = NAMES[place];
                    let is_first = if name == "clip_at_zero" {
                        clip_at_zero.replace(map.next_value()?).is_none()
                    } else {
                        numbers[place].replace(map.next_value()?).is_none()
                    };
                    if !is_first {
                        return Err(A::Error::duplicate_field(name));
                    }
                }
                let number = |name: &'static str, default: Option<f32>| {
                    let found = NAMES
                        .iter()
                        .zip(&numbers)
                        .find(|(known, _)| **known == name);
                    let found = found.and_then(|(_, number)| *number);
                    found
                        .or(default)
                        .ok_or_else(|| A::Error::missing_field(name))
                };
                let mut terms = PerTerm::default();
                for &term in RewardTerm::ALL {
                    let default = (term.weight() == Weight::Optional).then_some(0.0);
                    terms[term] = number(term.name(), default)?;
                }
                Ok(RewardWeights {
                    terms,
                    tracking_width: number("tracking_width", None)?,
                    stance_seconds: number("stance_seconds", Some(STANCE_SECONDS))?,
                    swing_height: number("swing_height", Some(SWING_HEIGHT))?,
                    height_target: number("height_target", None)?,
                    clip_at_zero: clip_at_zero
                        .ok_or_else(|| A::Error::missing_field("clip_at_zero"))?,
                })
            }
        }

        deserializer.deserialize_struct("RewardWeights", &NAMES, Weights)
    }
}
