//! Uneven ground: one mesh of a period, drawn nine times about the robot. Lengths in m, z up.
//!
//! Cells of one row that lie level at one height become one rectangle, so that platforms cost few
//! triangles.

use bevy::asset::RenderAssetUsages;
use bevy::light::NotShadowCaster;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

use super::backdrop::{GroundHandle, keep_about_camera};
use super::ground::ShownGround;
use crate::lab::order::DrawSystems;
use crate::lab::robot_view::RobotPose;
use crate::physics::{Ground, HeightMap, PERIOD};

/// A copy of the mesh: so many periods from the one under the robot.
#[derive(Component, Clone, Copy, Debug)]
struct Tile(IVec2);

/// The mesh and its copies, where the ground is a relief.
pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        PostUpdate,
        (
            spawn_tiles.run_if(resource_changed::<ShownGround>),
            keep_about_robot,
        )
            .chain()
            .in_set(DrawSystems::Backdrop)
            .after(keep_about_camera),
    );
}

/// The tiles of a ground that is new, instead of those of another one.
fn spawn_tiles(
    mut commands: Commands,
    before: Query<Entity, With<Tile>>,
    ground: Res<ShownGround>,
    material: Res<GroundHandle>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    for tile in &before {
        commands.entity(tile).despawn();
    }
    let Ground::Relief(map) = &ground.0 else {
        return;
    };
    let mesh = meshes.add(mesh_of(map));
    for x in -1..=1 {
        for y in -1..=1 {
            commands.spawn((
                Name::new("relief"),
                Tile(IVec2::new(x, y)),
                Mesh3d(mesh.clone()),
                MeshMaterial3d(material.0.clone()),
                NotShadowCaster,
            ));
        }
    }
}

fn keep_about_robot(pose: Res<RobotPose>, mut tiles: Query<(&Tile, &mut Transform)>) {
    let base = pose.base().translation.truncate();
    if !base.is_finite() {
        return;
    }
    let under = (base / PERIOD).floor();
    for (tile, mut transform) in &mut tiles {
        transform.translation = (PERIOD * (under + tile.0.as_vec2())).extend(0.0);
    }
}

/// The map's surface over one period from the origin on.
fn mesh_of(map: &HeightMap) -> Mesh {
    let mut surface = Surface::default();
    let cells = map.cells() as i64;
    for i in 0..cells {
        let mut j = 0;
        while j < cells {
            let from = j;
            j += 1;
            if is_level(map, i, from) {
                let height = map.corner(i, from);
                while j < cells && is_level(map, i, j) && map.corner(i, j) == height {
                    j += 1;
                }
            }
            surface.push(map, i, from..j);
        }
    }
    surface.into_mesh()
}

/// Whether the four corners of a cell are at one height.
fn is_level(map: &HeightMap, i: i64, j: i64) -> bool {
    let height = map.corner(i, j);
    [(1, 0), (0, 1), (1, 1)]
        .iter()
        .all(|(di, dj)| map.corner(i + di, j + dj) == height)
}

/// Unit normal at a corner: across its four neighbours.
fn normal(map: &HeightMap, i: i64, j: i64) -> Vec3 {
    let width = 2.0 * PERIOD / map.cells() as f32;
    let along = map.corner(i + 1, j) - map.corner(i - 1, j);
    let across = map.corner(i, j + 1) - map.corner(i, j - 1);
    Vec3::new(-along, -across, width).normalize()
}

#[derive(Default)]
struct Surface {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    indices: Vec<u32>,
}

impl Surface {
    /// Adds the cells `columns` of row `i` as one rectangle of two triangles, parted as in the map.
    fn push(&mut self, map: &HeightMap, i: i64, columns: std::ops::Range<i64>) {
        let start = self.positions.len() as u32;
        let level = is_level(map, i, columns.start);
        let cell = PERIOD / map.cells() as f32;
        let corners = [
            (i, columns.start),
            (i + 1, columns.start),
            (i, columns.end),
            (i + 1, columns.end),
        ];
        for (i, j) in corners {
            let position = [i as f32 * cell, j as f32 * cell, map.corner(i, j)];
            self.positions.push(position);
            let normal = if level { Vec3::Z } else { normal(map, i, j) };
            self.normals.push(normal.to_array());
        }
        self.indices
            .extend([0, 1, 2, 2, 1, 3].map(|corner| start + corner));
    }

    fn into_mesh(self) -> Mesh {
        Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::RENDER_WORLD,
        )
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
        .with_inserted_indices(Indices::U32(self.indices))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(text: &str) -> (Vec<[f32; 3]>, usize) {
        let Ground::Relief(map) = Ground::new(text.parse().expect(text), 0) else {
            panic!("{text} is no relief");
        };
        let mesh = mesh_of(&map);
        let positions = mesh.attribute(Mesh::ATTRIBUTE_POSITION);
        let positions = positions.and_then(|values| values.as_float3());
        let triangles = mesh.indices().map_or(0, |indices| indices.len() / 3);
        (positions.expect("positions").to_vec(), triangles)
    }

    #[test]
    fn the_mesh_has_the_heights_of_the_ground() {
        for text in ["steps:0.1", "rough:0.1"] {
            let ground = Ground::new(text.parse().expect(text), 0);
            for [x, y, z] in surface(text).0 {
                let height = ground.height(x, y);
                assert!(
                    (height - z).abs() < 1e-4,
                    "{z} m, not {height} m, at {x}, {y}"
                );
            }
        }
    }

    #[test]
    fn platforms_cost_few_triangles() {
        let (_, steps) = surface("steps:0.1");
        let (_, rough) = surface("rough:0.1");
        assert!(steps < 512 * 512 / 4, "{steps}");
        assert_eq!(rough, 2 * 256 * 256);
    }
}
