//! Heights of uneven ground, drawn at random: one square period of them, which tiles the plane.
//!
//! In: cells along a side, a height (m), a generator. Out: heights in m, from 0 to that height,
//! `heights[i * cells + j]` at x = i, y = j cells; what lies beyond an edge is the other edge.

use rand::RngExt;

/// Narrowest and widest side of a platform, m.
const PLATFORM: [f32; 2] = [0.5, 1.0];
/// Heights of platforms, in shares of the height of a step.
const LEVELS: [f32; 3] = [0.0, 0.5, 1.0];
/// Bumps: the distance between two random heights, m, and their share of the height.
const BUMPS: [(f32, f32); 2] = [(0.5, 0.7), (0.25, 0.3)];

/// Platforms at 0, half or the whole of `height`, parted by faces of one cell: strips of random
/// width along x, each cut at random along y. `cell`: width of a cell, m.
pub(super) fn steps(cells: usize, cell: f32, height: f32, rng: &mut impl RngExt) -> Vec<f32> {
    let mut heights = vec![0.0; cells * cells];
    let [narrowest, widest] = PLATFORM.map(|side| (side / cell).round() as usize);
    let mut begin_x = 0;
    for width in cut(cells, narrowest, widest, rng) {
        let mut begin_y = 0;
        for depth in cut(cells, narrowest, widest, rng) {
            let level = height * LEVELS[rng.random_range(0..LEVELS.len())];
            for i in begin_x..begin_x + width {
                heights[i * cells + begin_y..][..depth].fill(level);
            }
            begin_y += depth;
        }
        begin_x += width;
    }
    heights
}

/// `whole` in random parts from `least` to `most` (at least twice `least`).
fn cut(whole: usize, least: usize, most: usize, rng: &mut impl RngExt) -> Vec<usize> {
    let (mut parts, mut left) = (Vec::new(), whole);
    while left > most {
        let part = rng.random_range(least..=most.min(left - least));
        parts.push(part);
        left -= part;
    }
    parts.push(left);
    parts
}

/// Smooth bumps: value noise of two wavelengths, stretched to run from 0 to `height`.
pub(super) fn bumps(cells: usize, cell: f32, height: f32, rng: &mut impl RngExt) -> Vec<f32> {
    let mut heights = vec![0.0; cells * cells];
    for (distance, share) in BUMPS {
        let stride = (distance / cell).round() as usize;
        let nodes = cells / stride;
        let noise: Vec<f32> = (0..nodes * nodes).map(|_| rng.random()).collect();
        let node = |i: usize, j: usize| noise[(i % nodes) * nodes + j % nodes];
        for i in 0..cells {
            let (a, along) = (i / stride, ease(i % stride, stride));
            for j in 0..cells {
                let (b, across) = (j / stride, ease(j % stride, stride));
                let near = mix(node(a, b), node(a, b + 1), across);
                let far = mix(node(a + 1, b), node(a + 1, b + 1), across);
                heights[i * cells + j] += share * mix(near, far, along);
            }
        }
    }
    let lowest = heights.iter().copied().fold(f32::INFINITY, f32::min);
    let highest = heights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in &mut heights {
        *value = height * (*value - lowest) / (highest - lowest);
    }
    heights
}

fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// 3 t^2 - 2 t^3 with t = `at` / `of`.
fn ease(at: usize, of: usize) -> f32 {
    let t = at as f32 / of as f32;
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn both_kinds_run_from_zero_to_their_height() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for heights in [
            steps(256, 1.0 / 16.0, 0.1, &mut rng),
            bumps(256, 1.0 / 16.0, 0.1, &mut rng),
        ] {
            let lowest = heights.iter().copied().fold(f32::INFINITY, f32::min);
            let highest = heights.iter().copied().fold(0.0, f32::max);
            assert_eq!((lowest, highest), (0.0, 0.1));
        }
    }

    #[test]
    fn platforms_are_as_wide_as_they_should_be() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        for _ in 0..200 {
            let parts = cut(512, 16, 32, &mut rng);
            assert_eq!(parts.iter().sum::<usize>(), 512);
            assert!(
                parts.iter().all(|part| (16..=32).contains(part)),
                "{parts:?}"
            );
        }
    }

    #[test]
    fn bumps_are_smooth_across_the_edge_of_a_period_too() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let (cells, cell, height) = (256, 1.0 / 16.0, 0.1);
        let heights = bumps(cells, cell, height, &mut rng);
        for i in 0..cells {
            for j in 0..cells {
                let here = heights[i * cells + j];
                for there in [
                    heights[(i + 1) % cells * cells + j],
                    heights[i * cells + (j + 1) % cells],
                ] {
                    let steepness = (there - here).abs() / cell;
                    assert!(steepness < 0.75, "{steepness} at {i}, {j}");
                }
            }
        }
    }
}
