//! What the robots of a training run walk on: kinds of ground by share, rising difficulty.
//!
//! The grounds are built once and shared by all environments; an episode draws one of them.

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::physics::{Ground, HIGHEST, STEEPEST, Terrain};

/// Difficulties of steps and bumps: evenly spaced, the last is the whole height.
const LEVELS: usize = 5;
/// Grounds of each difficulty.
const VARIANTS: usize = 2;

/// Kinds of ground, how difficult they become, and how fast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerrainConfig {
    pub shares: TerrainShares,
    /// Steepest slope, degrees.
    #[serde(default)]
    pub slope_degrees: f32,
    /// Highest steps, m.
    #[serde(default)]
    pub step_height: f32,
    /// Highest bumps, m.
    #[serde(default)]
    pub rough_height: f32,
    /// Until this step all ground is flat.
    #[serde(default)]
    pub from_step: u64,
    /// Steps over which the largest difficulty then rises, linearly, from 0 to 1.
    #[serde(default)]
    pub curriculum_steps: u64,
}

/// How often each kind is drawn, relative to the sum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerrainShares {
    #[serde(default)]
    pub flat: f32,
    #[serde(default)]
    pub slope: f32,
    #[serde(default)]
    pub steps: f32,
    #[serde(default)]
    pub rough: f32,
}

impl Default for TerrainShares {
    fn default() -> Self {
        Self {
            flat: 1.0,
            slope: 0.0,
            steps: 0.0,
            rough: 0.0,
        }
    }
}

impl TerrainShares {
    fn all(&self) -> [f32; 4] {
        [self.flat, self.slope, self.steps, self.rough]
    }
}

impl TerrainConfig {
    /// The first field that makes no sense: its name, its value, what to write instead.
    pub(super) fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        let shares = self.shares.all();
        let sum: f32 = shares.iter().sum();
        let meaningful = shares.iter().all(|share| *share >= 0.0) && sum > 0.0 && sum.is_finite();
        if !meaningful {
            let fix = "give shares from zero on, one of them above zero";
            return Some(("terrain.shares", format!("{shares:?}"), fix));
        }
        let sizes = [
            (
                "terrain.slope_degrees",
                self.slope_degrees,
                self.shares.slope,
                STEEPEST,
                "give an angle above 0 and at most 30 degrees, or no share of slopes",
            ),
            (
                "terrain.step_height",
                self.step_height,
                self.shares.steps,
                HIGHEST,
                "give a height above 0 and at most 0.2 m, or no share of steps",
            ),
            (
                "terrain.rough_height",
                self.rough_height,
                self.shares.rough,
                HIGHEST,
                "give a height above 0 and at most 0.2 m, or no share of rough ground",
            ),
        ];
        sizes
            .into_iter()
            .find(|(_, size, share, most, _)| *share > 0.0 && !(*size > 0.0 && size <= most))
            .map(|(field, size, _, _, fix)| (field, size.to_string(), fix))
    }
}

/// All grounds of a run.
#[derive(Clone, Debug)]
pub struct TerrainSet {
    config: TerrainConfig,
    /// By difficulty, then by variant; empty without a share.
    steps: Vec<Vec<Ground>>,
    rough: Vec<Vec<Ground>>,
}

impl TerrainSet {
    /// Builds every ground that the configuration may draw.
    pub fn new(config: &TerrainConfig) -> Self {
        let levels = |share: f32, terrain: fn(f32) -> Terrain, most: f32| -> Vec<Vec<Ground>> {
            let level = |level: usize| {
                let height = most * level as f32 / LEVELS as f32;
                let variant = |variant: usize| {
                    Ground::new(terrain(height), (VARIANTS * level + variant) as u64)
                };
                (0..VARIANTS).map(variant).collect()
            };
            let count = if share > 0.0 { LEVELS } else { 0 };
            (1..=count).map(level).collect()
        };
        let steps = |height| Terrain::Steps { height };
        let rough = |height| Terrain::Rough { height };
        Self {
            config: *config,
            steps: levels(config.shares.steps, steps, config.step_height),
            rough: levels(config.shares.rough, rough, config.rough_height),
        }
    }

    /// A ground for an episode, its difficulty at most `limit`, in [0, 1]; at 0, and where all
    /// ground is flat, nothing is drawn.
    pub fn draw(&self, rng: &mut impl RngExt, limit: f32) -> Ground {
        let shares = self.config.shares.all();
        let sum: f32 = shares.iter().sum();
        if limit <= 0.0 || sum <= self.config.shares.flat {
            return Ground::Level;
        }
        let mut left = sum * rng.random::<f32>();
        let kind = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        let difficulty = limit * (1.0 - rng.random::<f32>());
        match kind {
            Some(1) => {
                let degrees = self.config.slope_degrees * difficulty;
                Ground::new(Terrain::Slope { degrees }, 0)
            }
            Some(2) => relief(&self.steps, difficulty, rng),
            Some(3) => relief(&self.rough, difficulty, rng),
            _ => Ground::Level,
        }
    }
}

/// A variant of the next level at or above a difficulty in (0, 1].
fn relief(levels: &[Vec<Ground>], difficulty: f32, rng: &mut impl RngExt) -> Ground {
    let level = (difficulty * LEVELS as f32).ceil().max(1.0) as usize;
    levels.get(level - 1).map_or(Ground::Level, |variants| {
        variants[rng.random_range(0..variants.len())].clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn config() -> TerrainConfig {
        TerrainConfig {
            shares: TerrainShares {
                flat: 1.0,
                slope: 1.0,
                steps: 1.0,
                rough: 1.0,
            },
            slope_degrees: 20.0,
            step_height: 0.1,
            rough_height: 0.05,
            from_step: 100,
            curriculum_steps: 1000,
        }
    }

    /// Height between the lowest and the highest corner, m; of a slope: its rise in a metre.
    fn size(ground: &Ground) -> f32 {
        match ground {
            Ground::Level => 0.0,
            Ground::Slope { gradient } => *gradient,
            Ground::Relief(map) => {
                let cells = map.cells() as i64;
                let corners = (0..cells).flat_map(|i| (0..cells).map(move |j| (i, j)));
                corners.map(|(i, j)| map.corner(i, j)).fold(0.0, f32::max)
            }
        }
    }

    #[test]
    fn kinds_come_by_their_shares_and_no_harder_than_allowed() {
        let set = TerrainSet::new(&config());
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let limit = 0.4;
        let mut counts = [0; 3];
        for _ in 0..400 {
            let ground = set.draw(&mut rng, limit);
            match &ground {
                Ground::Level => counts[0] += 1,
                Ground::Slope { gradient } => {
                    counts[1] += 1;
                    assert!((0.0..=(limit * 20.0).to_radians().tan()).contains(gradient));
                }
                Ground::Relief(_) => {
                    counts[2] += 1;
                    assert!(size(&ground) <= limit * 0.1 + 1e-6);
                }
            }
        }
        assert!((70..130).contains(&counts[0]), "{counts:?}");
        assert!((70..130).contains(&counts[1]), "{counts:?}");
        assert!((160..240).contains(&counts[2]), "{counts:?}");
    }

    #[test]
    fn flat_ground_draws_nothing() {
        use rand::RngExt;
        let untouched = ChaCha8Rng::seed_from_u64(1).random::<u64>();
        for (config, limit) in [(TerrainConfig::default(), 1.0), (config(), 0.0)] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            assert!(TerrainSet::new(&config).draw(&mut rng, limit).is_level());
            assert_eq!(rng.random::<u64>(), untouched);
        }
    }

    #[test]
    fn difficulty_begins_at_its_step_and_ends_at_one() {
        let config = config();
        let at = [0, 100, 600, 1100, 9999].map(|step| config.difficulty(step));
        assert_eq!(at, [0.0, 0.0, 0.5, 1.0, 1.0]);
    }
}
