//! The ground that a robot stands on: heights for task and start, a collider for rapier.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rapier3d::prelude::*;

use super::height_map::{HeightMap, PERIOD};
use super::relief;
use super::terrain::Terrain;

/// Cells along a period of steps and of bumps: 3.1 cm and 6.3 cm wide.
const STEP_CELLS: usize = 512;
const BUMP_CELLS: usize = 256;

/// A ground without end. A copy is cheap and shares heights and collider with its original.
#[derive(Clone, Debug, Default)]
pub enum Ground {
    /// Height zero everywhere.
    #[default]
    Level,
    /// Rises by `gradient` m a metre along x.
    Slope { gradient: f32 },
    /// A random relief that repeats every 16 m.
    Relief(Arc<HeightMap>),
}

impl Ground {
    /// Builds a terrain; `seed` draws what is random in it.
    pub fn new(terrain: Terrain, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let cell = |cells| PERIOD / cells as f32;
        match terrain {
            Terrain::Flat => Self::Level,
            Terrain::Slope { degrees } => Self::Slope {
                gradient: degrees.to_radians().tan(),
            },
            Terrain::Steps { height } => {
                let heights = relief::steps(STEP_CELLS, cell(STEP_CELLS), height, &mut rng);
                Self::Relief(Arc::new(HeightMap::new(STEP_CELLS, heights)))
            }
            Terrain::Rough { height } => {
                let heights = relief::bumps(BUMP_CELLS, cell(BUMP_CELLS), height, &mut rng);
                Self::Relief(Arc::new(HeightMap::new(BUMP_CELLS, heights)))
            }
        }
    }

    /// Whether it is the plane at height zero.
    pub fn is_level(&self) -> bool {
        matches!(self, Self::Level)
    }

    /// Height at a place, m.
    pub fn height(&self, x: f32, y: f32) -> f32 {
        match self {
            Self::Level => 0.0,
            Self::Slope { gradient } => gradient * x,
            Self::Relief(map) => map.height(x, y),
        }
    }

    /// Upward unit normal at a place.
    pub fn normal(&self, x: f32, y: f32) -> Vector {
        let [along, across] = match self {
            Self::Level => return Vector::Z,
            Self::Slope { gradient } => [*gradient, 0.0],
            Self::Relief(map) => map.gradient(x, y),
        };
        Vector::new(-along, -across, 1.0).normalize()
    }

    /// Height of the centre of a sphere that rests on the ground at a place, m; on a relief the
    /// highest of 17 places under it.
    pub fn resting_height(&self, x: f32, y: f32, radius: f32) -> f32 {
        match self {
            Self::Level => radius,
            Self::Slope { .. } => self.height(x, y) + radius / self.normal(x, y).z,
            Self::Relief(map) => {
                let mut highest = map.height(x, y) + radius;
                for share in [0.5, 1.0] {
                    let top = radius * f32::sqrt(1.0 - share * share);
                    for turn in 0..8 {
                        let (sin, cos) = (turn as f32 * std::f32::consts::FRAC_PI_4).sin_cos();
                        let reach = share * radius;
                        let under = map.height(x + reach * cos, y + reach * sin);
                        highest = highest.max(under + top);
                    }
                }
                highest
            }
        }
    }

    /// After how many metres along x and y the ground repeats, if it does.
    pub fn period(&self) -> Option<f32> {
        match self {
            Self::Level | Self::Slope { .. } => None,
            Self::Relief(_) => Some(PERIOD),
        }
    }

    /// Its shape, to be put at a whole number of periods.
    pub(super) fn collider(&self) -> ColliderBuilder {
        match self {
            Self::Level | Self::Slope { .. } => {
                let up = rapier3d::na::Unit::new_unchecked(self.normal(0.0, 0.0));
                ColliderBuilder::halfspace(up)
            }
            Self::Relief(map) => {
                let turn = Rotation::from_xyzw(0.5, 0.5, 0.5, 0.5);
                ColliderBuilder::new(map.shape().clone())
                    .position(Pose::from_parts(Vector::ZERO, turn))
            }
        }
    }
}
