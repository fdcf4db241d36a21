//! Uneven ground as a grid of heights that repeats every [`PERIOD`] along x and y, and the
//! collider made of it.
//!
//! Each cell is two triangles, parted by the diagonal from its far x to its far y corner, as in
//! the collider: between the heights of the grid both say the same.

use rapier3d::parry::shape::HeightFieldFlags;
use rapier3d::parry::utils::Array2;
use rapier3d::prelude::*;

/// Side of the square that repeats, m. A binary number, so that moving by it is exact.
pub const PERIOD: f32 = 16.0;
/// Side of the collider, m: the robot, who strays 8.5 m from its middle before it is moved, must
/// stay on it.
const COLLIDER_SIDE: f32 = 20.0;

/// Heights in m, and the shape that is shared by all worlds.
#[derive(Debug)]
pub struct HeightMap {
    /// Cells along a period.
    cells: usize,
    /// Width of a cell, m.
    cell: f32,
    /// `[i * cells + j]` at x = i, y = j cells.
    heights: Vec<f32>,
    shape: SharedShape,
}

impl HeightMap {
    /// A map of one period of heights, `cells` along each side.
    pub(super) fn new(cells: usize, heights: Vec<f32>) -> Self {
        let cell = PERIOD / cells as f32;
        let shape = collider_shape(cells, cell, &heights);
        Self {
            cells,
            cell,
            heights,
            shape,
        }
    }

    /// The collider's shape about the origin: its own x, y, z axes lie along y, z, x.
    pub(super) fn shape(&self) -> &SharedShape {
        &self.shape
    }

    /// Cells along a period.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Height of a corner of the grid, m; it repeats.
    pub fn corner(&self, i: usize, j: usize) -> f32 {
        self.heights[(i % self.cells) * self.cells + j % self.cells]
    }

    /// Height at a place, m.
    pub fn height(&self, x: f32, y: f32) -> f32 {
        let facet = self.facet(x, y);
        facet.height
    }

    /// Gradient along x and y at a place.
    pub fn gradient(&self, x: f32, y: f32) -> [f32; 2] {
        let facet = self.facet(x, y);
        facet.gradient
    }

    fn facet(&self, x: f32, y: f32) -> Facet {
        let split = |at: f32| {
            let at = at.rem_euclid(PERIOD) / self.cell;
            let index = at.floor();
            (index as usize, at - index)
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
}

/// The triangle under a place.
struct Facet {
    height: f32,
    gradient: [f32; 2],
}

/// A height field of rapier: rows along its z (our x), columns along its x (our y).
fn collider_shape(cells: usize, cell: f32, heights: &[f32]) -> SharedShape {
    let side = (COLLIDER_SIDE / cell).round() as usize;
    let first = cells - side / 2 % cells;
    let at = |i: usize, j: usize| heights[(first + i) % cells * cells + (first + j) % cells];
    let corners = side + 1;
    let by_column = (0..corners * corners).map(|k| at(k % corners, k / corners));
    SharedShape::heightfield_with_flags(
        Array2::new(corners, corners, by_column.collect()),
        Vector::new(COLLIDER_SIDE, 1.0, COLLIDER_SIDE),
        HeightFieldFlags::empty(),
    )
}
