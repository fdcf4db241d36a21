//! Which ground: its kind, and what draws its relief.

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::physics::{Ground, Terrain};

/// A ground that can be built again: `"slope:10"`, or `{"terrain": "rough:0.1", "seed": 3}`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroundChoice {
    pub terrain: Terrain,
    /// Draws what is random in it.
    pub seed: u64,
}

/// The form with a seed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "GroundChoice")]
struct Seeded {
    terrain: Terrain,
    #[serde(default)]
    seed: u64,
}

impl GroundChoice {
    /// The ground itself.
    pub fn build(&self) -> Ground {
        Ground::new(self.terrain, self.seed)
    }
}

impl From<Terrain> for GroundChoice {
    fn from(terrain: Terrain) -> Self {
        Self { terrain, seed: 0 }
    }
}

impl Serialize for GroundChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { terrain, seed } = *self;
        if seed == 0 {
            terrain.serialize(serializer)
        } else {
            Seeded { terrain, seed }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for GroundChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

/// Reads either form; serde's untagged enums would not say what is wrong with it.
struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = GroundChoice;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a terrain such as \"slope:10\", or an object of terrain and seed")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let terrain: Terrain = text.parse().map_err(E::custom)?;
        Ok(terrain.into())
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
        let Seeded { terrain, seed } =
            Seeded::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(GroundChoice { terrain, seed })
    }
}
