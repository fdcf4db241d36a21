//! Closed triangle meshes: the few operations from which the robot's parts and the arrows are made.
//!
//! In: profiles, cross-sections and sizes in m. Out: a [`Solid`] whose vertices are shared between
//! its faces and whose faces turn outward, so that volume, edges and normals can be reasoned
//! about; [`Solid::into_mesh`] gives the renderer's copy, smooth except at sharp edges.

pub mod shapes;

use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, Mesh, PrimitiveTopology};
use rapier3d::glamx::{Pose3, Vec3};

/// Faces that meet at less than this angle share a smooth normal, rad.
const CREASE: f32 = 0.45;

/// A closed surface: faces are counter-clockwise when seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solid {
    pub positions: Vec<Vec3>,
    pub faces: Vec<[u32; 3]>,
}

impl Solid {
    /// Turns a profile of (radius, height) pairs, from the lowest to the highest, about z.
    ///
    /// Ends of radius zero become poles, other ends flat caps.
    pub fn revolve(profile: &[[f32; 2]], segments: usize) -> Self {
        let rings = profile
            .iter()
            .map(|&[radius, height]| {
                (0..segments)
                    .map(|i| {
                        let (sin, cos) = (TAU * i as f32 / segments as f32).sin_cos();
                        Vec3::new(radius * cos, radius * sin, height)
                    })
                    .collect()
            })
            .collect::<Vec<Vec<Vec3>>>();
        let first = usize::from(profile.first().is_some_and(|p| p[0] == 0.0));
        let last = rings.len() - usize::from(profile.last().is_some_and(|p| p[0] == 0.0));
        let pole = |i: usize| Vec3::new(0.0, 0.0, profile[i][1]);
        Self::between(&rings[first..last], pole(0), pole(profile.len() - 1))
    }

    /// Joins cross-sections of equal vertex count, counter-clockwise about the way they go.
    pub fn loft(sections: &[Vec<Vec3>]) -> Self {
        let center = |ring: &Vec<Vec3>| ring.iter().sum::<Vec3>() / ring.len() as f32;
        let (first, last) = (&sections[0], &sections[sections.len() - 1]);
        Self::between(sections, center(first), center(last))
    }

    /// A torus about z: distance of the tube's centre from the axis, radius of the tube.
    pub fn torus(major: f32, minor: f32, segments: usize, tube_segments: usize) -> Self {
        let mut solid = Self::default();
        for i in 0..segments {
            let (sin, cos) = (TAU * i as f32 / segments as f32).sin_cos();
            for j in 0..tube_segments {
                let (tube_sin, tube_cos) = (TAU * j as f32 / tube_segments as f32).sin_cos();
                let radius = major + minor * tube_cos;
                solid
                    .positions
                    .push(Vec3::new(radius * cos, radius * sin, minor * tube_sin));
            }
        }
        for i in 0..segments {
            let next = (i + 1) % segments;
            solid.band(i * tube_segments, next * tube_segments, tube_segments);
        }
        for face in &mut solid.faces {
            face.swap(1, 2);
        }
        solid
    }

    /// A ball about the origin.
    pub fn ball(radius: f32, segments: usize) -> Self {
        let steps = segments / 2;
        let profile: Vec<[f32; 2]> = (0..=steps)
            .map(|i| {
                let (sin, cos) = (0.5 * TAU * i as f32 / steps as f32).sin_cos();
                let pole = i == 0 || i == steps;
                [if pole { 0.0 } else { radius * sin }, -radius * cos]
            })
            .collect();
        Self::revolve(&profile, segments)
    }

    /// The same solid in another frame.
    pub fn moved(mut self, pose: Pose3) -> Self {
        for position in &mut self.positions {
            *position = pose * *position;
        }
        self
    }

    /// Adds another solid beside this one; surfaces are not merged.
    pub fn append(&mut self, other: Self) {
        let offset = self.positions.len() as u32;
        self.positions.extend(other.positions);
        self.faces
            .extend(other.faces.into_iter().map(|f| f.map(|i| i + offset)));
    }

    /// One normal for each corner of each face: faces about the vertex that lie within the crease
    /// angle count, weighted by their area.
    pub fn corner_normals(&self) -> Vec<[Vec3; 3]> {
        let area_normals: Vec<Vec3> = self.faces.iter().map(|f| self.area_normal(f)).collect();
        let units: Vec<Vec3> = area_normals
            .iter()
            .map(|n| n.normalize_or(Vec3::Z))
            .collect();
        let mut around = vec![Vec::new(); self.positions.len()];
        for (index, face) in self.faces.iter().enumerate() {
            for &vertex in face {
                around[vertex as usize].push(index);
            }
        }
        let limit = CREASE.cos();
        let corner = |face: usize, vertex: u32| {
            around[vertex as usize]
                .iter()
                .filter(|&&other| units[face].dot(units[other]) >= limit)
                .map(|&other| area_normals[other])
                .sum::<Vec3>()
                .normalize_or(units[face])
        };
        let faces = self.faces.iter().enumerate();
        faces.map(|(i, face)| face.map(|v| corner(i, v))).collect()
    }

    /// The renderer's mesh.
    pub fn into_mesh(self) -> Mesh {
        let normals: Vec<[f32; 3]> = self
            .corner_normals()
            .into_iter()
            .flatten()
            .map(|normal| normal.to_array())
            .collect();
        let corners = self.faces.iter().flatten();
        let positions: Vec<[f32; 3]> = corners
            .map(|&vertex| self.positions[vertex as usize].to_array())
            .collect();
        let indices = (0..positions.len() as u32).collect();
        Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::default(),
        )
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, normals)
        .with_inserted_indices(Indices::U32(indices))
    }

    /// Rings joined by bands and closed by fans about the two end points.
    fn between(rings: &[Vec<Vec3>], start: Vec3, end: Vec3) -> Self {
        let count = rings[0].len();
        let mut solid = Self {
            positions: rings.iter().flatten().copied().collect(),
            faces: Vec::new(),
        };
        for ring in 1..rings.len() {
            solid.band((ring - 1) * count, ring * count, count);
        }
        let last_ring = (rings.len() - 1) * count;
        let [start_index, end_index] = [start, end].map(|point| {
            solid.positions.push(point);
            solid.positions.len() as u32 - 1
        });
        for i in 0..count {
            let next = (i + 1) % count;
            solid.faces.push([start_index, next as u32, i as u32]);
            let [a, b] = [last_ring + i, last_ring + next].map(|v| v as u32);
            solid.faces.push([end_index, a, b]);
        }
        solid
    }

    /// Two faces for each side of the band between two rings that start at `low` and `high`.
    fn band(&mut self, low: usize, high: usize, count: usize) {
        for i in 0..count {
            let next = (i + 1) % count;
            let [a, b, c, d] = [low + i, low + next, high + next, high + i].map(|v| v as u32);
            self.faces.push([a, b, c]);
            self.faces.push([a, c, d]);
        }
    }

    /// Normal of a face, as long as twice its area.
    fn area_normal(&self, face: &[u32; 3]) -> Vec3 {
        let [a, b, c] = face.map(|v| self.positions[v as usize]);
        (b - a).cross(c - a)
    }
}

#[cfg(test)]
pub(in crate::lab) mod tests {
    use std::collections::HashSet;
    use std::f32::consts::PI;

    use super::*;

    /// Enclosed volume, m^3, by the divergence theorem; negative if the faces turn inward.
    pub(crate) fn volume(solid: &Solid) -> f32 {
        let corner = |v: u32| solid.positions[v as usize];
        let signed = |f: &[u32; 3]| corner(f[0]).dot(corner(f[1]).cross(corner(f[2]))) / 6.0;
        solid.faces.iter().map(signed).sum()
    }

    /// Lowest and highest coordinates.
    pub(crate) fn bounds(solid: &Solid) -> (Vec3, Vec3) {
        let start = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        let widen = |(low, high): (Vec3, Vec3), p: &Vec3| (low.min(*p), high.max(*p));
        solid.positions.iter().fold(start, widen)
    }

    /// Every directed edge occurs once and its reverse once.
    pub(crate) fn is_watertight(solid: &Solid) -> bool {
        let edges: Vec<(u32, u32)> = solid
            .faces
            .iter()
            .flat_map(|&[a, b, c]| [(a, b), (b, c), (c, a)])
            .collect();
        let unique: HashSet<_> = edges.iter().copied().collect();
        unique.len() == edges.len() && edges.iter().all(|&(a, b)| unique.contains(&(b, a)))
    }

    #[test]
    fn revolved_cylinder_is_closed_and_has_the_volume_of_its_polygon() {
        let solid = Solid::revolve(&[[0.5, -1.0], [0.5, 1.0]], 64);
        assert!(is_watertight(&solid));
        let polygon = 32.0 * 0.25 * (TAU / 64.0).sin();
        assert!((volume(&solid) - 2.0 * polygon).abs() < 1e-4);
    }

    #[test]
    fn ball_and_torus_are_closed_and_near_their_formulas() {
        let ball = Solid::ball(0.3, 48);
        assert!(is_watertight(&ball));
        let formula = 4.0 / 3.0 * PI * 0.027;
        assert!((volume(&ball) / formula - 1.0).abs() < 0.01);
        let torus = Solid::torus(0.3, 0.05, 64, 24);
        assert!(is_watertight(&torus));
        let formula = 2.0 * PI * PI * 0.3 * 0.0025;
        assert!((volume(&torus) / formula - 1.0).abs() < 0.02);
    }

    #[test]
    fn an_open_surface_is_not_watertight() {
        let mut solid = Solid::ball(1.0, 8);
        solid.faces.pop();
        assert!(!is_watertight(&solid));
    }

    #[test]
    fn normals_are_unit_smooth_on_a_ball_and_sharp_on_a_cylinder() {
        let ball = Solid::ball(1.0, 32);
        for (face, normals) in ball.faces.iter().zip(ball.corner_normals()) {
            for (&vertex, normal) in face.iter().zip(normals) {
                assert!((normal.length() - 1.0).abs() < 1e-5);
                assert!(normal.dot(ball.positions[vertex as usize]) > 0.97);
            }
        }
        let cylinder = Solid::revolve(&[[1.0, -1.0], [1.0, 1.0]], 32);
        for normal in cylinder.corner_normals().into_iter().flatten() {
            let is_cap = normal.z.abs() > 0.999;
            let is_side = normal.z.abs() < 1e-5;
            assert!(is_cap || is_side, "mixed normal {normal}");
        }
    }

    #[test]
    fn append_keeps_both_volumes() {
        let mut solid = Solid::ball(0.1, 16);
        let single = volume(&solid);
        solid.append(Solid::ball(0.1, 16).moved(Pose3::from_translation(Vec3::X)));
        assert!(is_watertight(&solid));
        assert!((volume(&solid) - 2.0 * single).abs() < 1e-6);
    }
}
