//! Uneven ground as a grid of heights that repeats every [`PERIOD`] along x and y.
//!
//! Each cell is two flat triangles, parted by the diagonal from its far x to its far y corner.

use rapier3d::parry::shape::Triangle;
use rapier3d::prelude::*;

/// Side of the square that repeats, m.
pub const PERIOD: f32 = 16.0;

/// Heights in m of the corners of square cells.
#[derive(Debug)]
pub struct HeightMap {
    /// Cells along a period.
    cells: usize,
    /// Width of a cell, m.
    cell: f32,
    /// `[i * cells + j]` at x = i, y = j cells.
    heights: Vec<f32>,
    highest: f32,
}

impl HeightMap {
    /// A map of one period of heights, `cells` along each side.
    pub(super) fn new(cells: usize, heights: Vec<f32>) -> Self {
        Self {
            cells,
            cell: PERIOD / cells as f32,
            highest: heights.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            heights,
        }
    }

    /// Cells along a period.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// The largest height, m.
    pub fn highest(&self) -> f32 {
        self.highest
    }

    /// Height at a corner of the grid, m.
    pub fn corner(&self, i: i64, j: i64) -> f32 {
        let wrap = |at: i64| at.rem_euclid(self.cells as i64) as usize;
        self.heights[wrap(i) * self.cells + wrap(j)]
    }

    /// Height at a place, m.
    pub fn height(&self, x: f32, y: f32) -> f32 {
        self.facet(x, y).height
    }

    pub(super) fn facet(&self, x: f32, y: f32) -> Facet {
        let split = |at: f32| {
            let at = at / self.cell;
            (index(at), at - at.floor())
        };
        let ((i, u), (j, v)) = (split(x), split(y));
        let [h10, h01] = [self.corner(i + 1, j), self.corner(i, j + 1)];
        let (height, rise) = if u + v <= 1.0 {
            let h00 = self.corner(i, j);
            let rise = [h10 - h00, h01 - h00];
            (h00 + u * rise[0] + v * rise[1], rise)
        } else {
            let h11 = self.corner(i + 1, j + 1);
            let rise = [h11 - h01, h11 - h10];
            (h11 - (1.0 - u) * rise[0] - (1.0 - v) * rise[1], rise)
        };
        Facet {
            height,
            gradient: rise.map(|rise| rise / self.cell),
        }
    }

    /// Calls `visit` with the triangles within `reach` of a place along x and y that are not
    /// wholly under `floor`, m.
    pub(super) fn visit_triangles(
        &self,
        [x, y]: [f32; 2],
        reach: f32,
        floor: f32,
        mut visit: impl FnMut(&Triangle),
    ) {
        let range = |at: f32| {
            let [first, last] = [at - reach, at + reach].map(|end| index(end / self.cell));
            first..=last
        };
        for i in range(x) {
            for j in range(y) {
                let corner = |i, j| {
                    let at = [i, j].map(|index| index as f32 * self.cell);
                    Vector::new(at[0], at[1], self.corner(i, j))
                };
                let [far_x, far_y] = [corner(i + 1, j), corner(i, j + 1)];
                let across = far_x.z.max(far_y.z);
                for outer in [corner(i, j), corner(i + 1, j + 1)] {
                    if across.max(outer.z) >= floor {
                        visit(&Triangle::new(outer, far_x, far_y));
                    }
                }
            }
        }
    }
}

/// The whole number below; numbers too large for it stay within 32 bits.
fn index(at: f32) -> i64 {
    i64::from(at.floor() as i32)
}

/// The triangle under a place.
pub(super) struct Facet {
    pub height: f32,
    pub gradient: [f32; 2],
}

impl Facet {
    /// Upward unit normal.
    pub(super) fn normal(&self) -> Vector {
        let [along, across] = self.gradient;
        Vector::new(-along, -across, 1.0).normalize()
    }
}
