//! The ground that a robot stands on, as built: what task, start and contacts read of it.

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

/// A ground without end. A copy is cheap and shares the heights of its original.
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
        match self {
            Self::Level => Vector::Z,
            Self::Slope { gradient } => Vector::new(-gradient, 0.0, 1.0).normalize(),
            Self::Relief(map) => map.facet(x, y).normal(),
        }
    }

    /// Height of the centre of a sphere that rests on the ground at a place, m; on a relief the
    /// highest of 25 places under it.
    pub fn resting_height(&self, x: f32, y: f32, radius: f32) -> f32 {
        match self {
            Self::Level => radius,
            Self::Slope { .. } => self.height(x, y) + radius / self.normal(x, y).z,
            Self::Relief(map) => {
                let mut highest = map.height(x, y) + radius;
                for share in [0.4, 0.7, 0.9] {
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

    /// Upward unit normal of the plane that the ground is, on the whole.
    pub fn mean_normal(&self) -> Vector {
        match self {
            Self::Level | Self::Relief(_) => Vector::Z,
            Self::Slope { .. } => self.normal(0.0, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::ground_shape::GroundShape;
    use crate::physics::narrow_phase;

    const RADIUS: f32 = 0.03;

    fn grounds() -> [Ground; 4] {
        ["flat", "slope:20", "steps:0.06", "rough:0.1"]
            .map(|text| Ground::new(text.parse().expect(text), 3))
    }

    /// Where a ball ends that falls upright from a hand's breadth, m.
    fn resting_height(ground: &Ground, x: f32, y: f32) -> f32 {
        let mut world = PhysicsWorld::new();
        world.gravity = crate::physics::gravity();
        world.integration_parameters.dt = 0.005;
        world.narrow_phase = narrow_phase();
        let shape = GroundShape::shared(ground);
        world.colliders.insert(ColliderBuilder::new(shape));
        let body = RigidBodyBuilder::dynamic()
            .translation(Vector::new(x, y, ground.height(x, y) + 0.1))
            .enabled_translations(false, false, true)
            .lock_rotations();
        let body = world.bodies.insert(body);
        let ball = ColliderBuilder::ball(RADIUS).friction(0.0);
        let bodies = &mut world.bodies;
        world.colliders.insert_with_parent(ball, body, bodies);
        for _ in 0..300 {
            world.step();
        }
        world.bodies[body].translation().z
    }

    #[test]
    fn a_ball_comes_to_rest_where_height_and_resting_height_say() {
        for ground in grounds() {
            for k in 0..40 {
                let (x, y) = (0.713 * k as f32 - 20.0, 5.0 - 0.391 * k as f32);
                let expected = ground.resting_height(x, y, RADIUS);
                let found = resting_height(&ground, x, y);
                assert!(
                    (found - expected).abs() < 0.004,
                    "{ground:?}: {found} m, not {expected} m, at {x}, {y}"
                );
            }
        }
    }

    #[test]
    fn normals_are_those_of_the_heights() {
        for ground in grounds() {
            let mut within = 0;
            for k in 0..200 {
                let (x, y) = (0.0713 * k as f32 - 5.0, 9.0 - 0.1391 * k as f32);
                let normal = ground.normal(x, y);
                let step = 1e-3;
                let rise = [
                    (ground.height(x + step, y) - ground.height(x - step, y)) / (2.0 * step),
                    (ground.height(x, y + step) - ground.height(x, y - step)) / (2.0 * step),
                ];
                let facet = ground.height(x + step, y) + ground.height(x - step, y)
                    - 2.0 * ground.height(x, y)
                    + ground.height(x, y + step)
                    + ground.height(x, y - step)
                    - 2.0 * ground.height(x, y);
                // across an edge the two sides differ
                if facet.abs() < 1e-6 {
                    within += 1;
                    assert!((normal.x / normal.z + rise[0]).abs() < 5e-3, "{x}, {y}");
                    assert!((normal.y / normal.z + rise[1]).abs() < 5e-3, "{x}, {y}");
                }
            }
            assert!(within > 100, "{ground:?}: {within} places within a facet");
        }
    }

    #[test]
    fn a_relief_repeats_and_its_kind_and_seed_tell_it_from_others() {
        let [_, slope, steps, rough] = grounds();
        assert_eq!(
            steps.height(1.23, -4.5),
            steps.height(1.23 + PERIOD, -4.5 - PERIOD)
        );
        assert!((slope.height(2.0, 9.0) - 2.0 * 20.0_f32.to_radians().tan()).abs() < 1e-6);
        let other = Ground::new(Terrain::Rough { height: 0.1 }, 4);
        let places = (0..100).map(|k| 0.37 * k as f32);
        let differ = places
            .filter(|&x| (rough.height(x, 1.0) - other.height(x, 1.0)).abs() > 0.005)
            .count();
        assert!(differ > 50, "{differ}");
    }
}
