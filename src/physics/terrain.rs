//! What the robot walks on, as people name it: `flat`, `slope:15`, `steps:0.06`, `rough:0.08`.
//! [`Ground`](super::Ground) is what is built from it.

use serde::{Deserialize, Serialize};

/// Steepest slope that can be asked for, degrees.
pub const STEEPEST: f32 = 30.0;
/// Largest height of steps and bumps that can be asked for, m.
pub const HIGHEST: f32 = 0.2;
/// Height of `rough` without a number, m.
const ROUGH_HEIGHT: f32 = 0.08;

/// A kind of ground and how difficult it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Terrain {
    /// A level plane without end.
    #[default]
    Flat,
    /// A plane without end that rises along x.
    Slope { degrees: f32 },
    /// Platforms 0.5 to 1 m wide; neighbours differ by up to `height`, m.
    Steps { height: f32 },
    /// Smooth random bumps; `height` lies between the lowest and the highest place, m.
    Rough { height: f32 },
}

/// Why a text is not a terrain.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "`{text}` is not a terrain: {problem}; give `flat`, `slope:DEGREES` (-30 to 30), \
     `steps:METRES` or `rough:METRES` (0 to 0.2), such as slope:15 or steps:0.06"
)]
pub struct TerrainError {
    text: String,
    problem: &'static str,
}

impl std::str::FromStr for Terrain {
    type Err = TerrainError;

    fn from_str(text: &str) -> Result<Self, TerrainError> {
        let wrong = |problem| TerrainError {
            text: text.to_owned(),
            problem,
        };
        let (kind, amount) = match text.split_once(':') {
            Some((kind, amount)) => (kind, Some(amount)),
            None => (text, None),
        };
        let number = |lowest: f32, highest: f32| -> Result<f32, TerrainError> {
            let amount = amount.ok_or_else(|| wrong("it has no number after a colon"))?;
            let value: f32 = amount
                .trim()
                .parse()
                .map_err(|_| wrong("what follows the colon is not a number"))?;
            if (lowest..=highest).contains(&value) {
                Ok(value)
            } else {
                Err(wrong("its number is out of range"))
            }
        };
        match kind {
            "flat" if amount.is_none() => Ok(Self::Flat),
            "flat" => Err(wrong("`flat` takes no number")),
            "slope" => Ok(Self::Slope {
                degrees: number(-STEEPEST, STEEPEST)?,
            }),
            "steps" => Ok(Self::Steps {
                height: number(0.0, HIGHEST)?,
            }),
            "rough" if amount.is_none() => Ok(Self::Rough {
                height: ROUGH_HEIGHT,
            }),
            "rough" => Ok(Self::Rough {
                height: number(0.0, HIGHEST)?,
            }),
            _ => Err(wrong("there is no such kind")),
        }
    }
}

impl TryFrom<String> for Terrain {
    type Error = TerrainError;

    fn try_from(text: String) -> Result<Self, TerrainError> {
        text.parse()
    }
}

impl std::fmt::Display for Terrain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flat => f.write_str("flat"),
            Self::Slope { degrees } => write!(f, "slope:{degrees}"),
            Self::Steps { height } => write!(f, "steps:{height}"),
            Self::Rough { height } => write!(f, "rough:{height}"),
        }
    }
}

impl From<Terrain> for String {
    fn from(terrain: Terrain) -> Self {
        terrain.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_terrain_are_one() {
        for text in ["flat", "slope:-12.5", "steps:0.06", "rough:0.1"] {
            let terrain: Terrain = text.parse().expect(text);
            assert_eq!(terrain.to_string(), text);
        }
        assert_eq!("rough".parse(), Ok(Terrain::Rough { height: 0.08 }));
    }

    #[test]
    fn what_cannot_be_built_is_refused_with_the_reason() {
        for (text, reason) in [
            ("hills", "no such kind"),
            ("", "no such kind"),
            ("flat:1", "takes no number"),
            ("slope", "no number after a colon"),
            ("slope:steep", "not a number"),
            ("slope:31", "out of range"),
            ("slope:NaN", "out of range"),
            ("steps", "no number after a colon"),
            ("steps:-0.01", "out of range"),
            ("rough:0.21", "out of range"),
        ] {
            let error = text.parse::<Terrain>().expect_err(text).to_string();
            assert!(error.contains(&format!("`{text}`")), "{error}");
            assert!(error.contains(reason), "{error}");
            assert!(error.contains("`steps:METRES`"), "{error}");
        }
    }
}
