//! Machine parts as solids: bevelled cylinders, rounded prisms, tapered limbs. Lengths in m.

use std::f32::consts::FRAC_PI_2;

use rapier3d::glamx::{Mat3, Pose3, Quat, Vec3};

use super::Solid;

/// Sides of everything turned on a lathe.
const LATHE_SEGMENTS: usize = 40;
/// Sides of a rounded edge or corner.
const ROUND_STEPS: usize = 4;

/// A rounded rectangle at a height along the axis of a prism.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub height: f32,
    /// Half extents across the axis.
    pub half: [f32; 2],
    /// Radius of the four corners.
    pub corner: f32,
}

impl Section {
    /// Points of the outline, counter-clockwise, at `height`.
    fn outline(&self) -> Vec<Vec3> {
        let corner = self.corner.min(0.999 * self.half[0].min(self.half[1]));
        let inner = self.half.map(|half| half - corner);
        let signs = [[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]];
        let mut points = Vec::with_capacity(4 * (ROUND_STEPS + 1));
        for (quarter, [x, y]) in signs.into_iter().enumerate() {
            for step in 0..=ROUND_STEPS {
                let turn = quarter as f32 + step as f32 / ROUND_STEPS as f32;
                let (sin, cos) = (FRAC_PI_2 * turn).sin_cos();
                let (px, py) = (x * inner[0] + corner * cos, y * inner[1] + corner * sin);
                points.push(Vec3::new(px, py, self.height));
            }
        }
        points
    }

    /// The section drawn in by `inset` and moved to `height`.
    fn inset(&self, inset: f32, height: f32) -> Self {
        Self {
            height,
            half: self.half.map(|half| half - inset),
            corner: (self.corner - inset).max(0.2 * self.corner),
        }
    }
}

/// A prism along z through the sections (lowest first) whose two end faces have rounded edges.
pub fn prism(sections: &[Section], edge: f32) -> Solid {
    let count = sections.len();
    let rounded = |section: &Section, direction: f32, step: usize| {
        let (sin, cos) = (FRAC_PI_2 * step as f32 / ROUND_STEPS as f32).sin_cos();
        let height = section.height + direction * edge * (1.0 - cos);
        section.inset(edge * (1.0 - sin), height).outline()
    };
    let (first, last) = (&sections[0], &sections[count - 1]);
    let start = (0..=ROUND_STEPS).map(|step| rounded(first, 1.0, step));
    let middle = sections[1..count - 1].iter().map(Section::outline);
    let end = (0..=ROUND_STEPS)
        .rev()
        .map(|step| rounded(last, -1.0, step));
    Solid::loft(&start.chain(middle).chain(end).collect::<Vec<_>>())
}

/// A box with rounded edges about the origin.
pub fn block(half: Vec3, edge: f32) -> Solid {
    let section = |height| Section {
        height,
        half: [half.x, half.y],
        corner: edge,
    };
    prism(&[section(-half.z), section(half.z)], edge)
}

/// A cylinder between two points, with rounded rims.
pub fn cylinder(from: Vec3, to: Vec3, radius: f32, rim: f32) -> Solid {
    let length = (to - from).length();
    let quarter = |step: usize| (FRAC_PI_2 * step as f32 / ROUND_STEPS as f32).sin_cos();
    let low = (0..=ROUND_STEPS).map(|step| {
        let (sin, cos) = quarter(step);
        [radius - rim * (1.0 - sin), rim * (1.0 - cos)]
    });
    let high = (0..=ROUND_STEPS).rev().map(|step| {
        let (sin, cos) = quarter(step);
        [radius - rim * (1.0 - sin), length - rim * (1.0 - cos)]
    });
    let profile: Vec<[f32; 2]> = low.chain(high).collect();
    let turn = Quat::from_rotation_arc(Vec3::Z, (to - from).normalize_or(Vec3::Z));
    Solid::revolve(&profile, LATHE_SEGMENTS).moved(Pose3::from_parts(from, turn))
}

/// A cone or a round bar from the origin along z: radius at its start and at its end.
pub fn cone(radii: [f32; 2], length: f32) -> Solid {
    Solid::revolve(&[[radii[0], 0.0], [radii[1], length]], LATHE_SEGMENTS)
}

/// A limb from one point to another. Each station is (share of the length, half width in the
/// plane across `axis`, half thickness along `axis`).
pub fn limb(from: Vec3, to: Vec3, axis: Vec3, stations: &[[f32; 3]], roundness: f32) -> Solid {
    let along = (to - from).normalize_or(Vec3::NEG_Z);
    let length = (to - from).length();
    let sections: Vec<Section> = stations
        .iter()
        .map(|&[share, width, thickness]| Section {
            height: share * length,
            half: [width, thickness],
            corner: roundness * width.min(thickness),
        })
        .collect();
    let across = axis
        .cross(along)
        .normalize_or(along.any_orthonormal_vector());
    let frame = Mat3::from_cols(across, along.cross(across), along);
    let edge = 0.25 * stations[0][1].min(stations[0][2]);
    prism(&sections, edge.min(0.008)).moved(Pose3::from_parts(from, Quat::from_mat3(&frame)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bounds, is_watertight, volume};
    use super::*;

    #[test]
    fn block_is_closed_within_bounds_and_loses_only_its_edges() {
        let half = Vec3::new(0.3, 0.1, 0.05);
        let solid = block(half, 0.02);
        assert!(is_watertight(&solid));
        let (low, high) = bounds(&solid);
        assert!((low + half).length() < 1e-5 && (high - half).length() < 1e-5);
        let full = 8.0 * half.x * half.y * half.z;
        let share = volume(&solid) / full;
        assert!((0.9..1.0).contains(&share), "{share} of the sharp box");
    }

    #[test]
    fn cylinder_reaches_both_points_and_not_beyond() {
        let (from, to) = (Vec3::new(0.1, -0.2, 0.0), Vec3::new(0.1, 0.3, 0.0));
        let solid = cylinder(from, to, 0.05, 0.01);
        assert!(is_watertight(&solid));
        assert!(volume(&solid) > 0.0);
        let (low, high) = bounds(&solid);
        assert!((low.y - from.y).abs() < 1e-5 && (high.y - to.y).abs() < 1e-5);
        assert!((high.z - 0.05).abs() < 1e-4 && (low.z + 0.05).abs() < 1e-3);
    }

    #[test]
    fn cone_is_closed_with_a_third_of_its_cylinder() {
        let solid = cone([0.1, 0.0], 0.3);
        assert!(is_watertight(&solid));
        let bar = cone([0.1, 0.1], 0.3);
        assert!(is_watertight(&bar));
        assert!((3.0 * volume(&solid) / volume(&bar) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn limb_tapers_toward_its_end() {
        let (from, to) = (Vec3::ZERO, Vec3::new(0.0, 0.0, -0.3));
        let stations = [[0.0, 0.05, 0.02], [1.0, 0.02, 0.01]];
        let solid = limb(from, to, Vec3::Y, &stations, 0.8);
        assert!(is_watertight(&solid));
        assert!(volume(&solid) > 0.0);
        let width_near = |z: f32| {
            let near = |p: &&Vec3| (p.z - z).abs() < 0.011;
            let xs = solid.positions.iter().filter(near).map(|p| p.x.abs());
            xs.fold(0.0, f32::max)
        };
        assert!((width_near(0.0) - 0.05).abs() < 1e-4);
        assert!((width_near(-0.3) - 0.02).abs() < 1e-4);
        let (low, high) = bounds(&solid);
        assert!(low.z > -0.3001 && high.z < 0.0001 && high.y < 0.0201);
    }

    #[test]
    fn a_limb_across_another_axis_turns_its_thin_side_there() {
        let stations = [[0.0, 0.05, 0.01], [1.0, 0.05, 0.01]];
        let solid = limb(Vec3::ZERO, Vec3::NEG_Z, Vec3::X, &stations, 0.5);
        let (low, high) = bounds(&solid);
        assert!((high.x - low.x - 0.02).abs() < 1e-4);
        assert!((high.y - low.y - 0.10).abs() < 1e-4);
    }
}
