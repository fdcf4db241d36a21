//! Footprints: discs in the leg's colour where feet touched down, fading with age.
//!
//! In: [`Footprint`] messages, world positions in m. The pool holds a fixed number of prints and
//! draws them as one mesh; the oldest makes room for the newest.

use std::collections::VecDeque;
use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::camera::visibility::NoFrustumCulling;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

use crate::lab::order::DrawSystems;
use crate::lab::paint::paint_alpha;
use crate::style::palette;

/// Prints that are kept at most.
const CAPACITY: usize = 96;
/// Time until a print is gone, s.
const LIFE: f32 = 8.0;
/// Opacity of a fresh print.
const OPACITY: f32 = 0.75;
const RADIUS: f32 = 0.034;
/// Height above the ground that keeps prints from flickering with it.
const LIFT: f32 = 0.003;
/// Vertices of each of a disc's two rims: the opaque one and the transparent one.
const RIM: usize = 24;

/// A foot touched down: leg (index into the legs) and the touched point in the world, m.
#[derive(Message, Clone, Copy, Debug, PartialEq)]
pub struct Footprint {
    pub leg: usize,
    pub position: Vec3,
    /// Of the ground there, unit length.
    pub normal: Vec3,
}

/// The latest footprints and their ages.
#[derive(Resource, Clone, Debug, Default)]
pub struct FootprintPool {
    prints: VecDeque<(Footprint, f32)>,
}

impl FootprintPool {
    /// Adds a fresh print; the oldest goes if the pool is full.
    pub fn push(&mut self, print: Footprint) {
        if self.prints.len() == CAPACITY {
            self.prints.pop_front();
        }
        self.prints.push_back((print, 0.0));
    }

    /// Lets all prints age by `dt` seconds and drops those that have faded.
    pub fn age(&mut self, dt: f32) {
        for (_, age) in &mut self.prints {
            *age += dt;
        }
        self.prints.retain(|(_, age)| *age < LIFE);
    }

    /// Forgets all prints (reset, seek).
    pub fn clear(&mut self) {
        self.prints.clear();
    }
}

/// Opacity of a print at an age in s.
fn opacity(age: f32) -> f32 {
    OPACITY * (1.0 - (age / LIFE).clamp(0.0, 1.0)).powi(2)
}

#[derive(Resource)]
struct FootprintMesh(Handle<Mesh>);

/// The pool, its mesh, and the systems that fill and draw it.
pub(super) fn plugin(app: &mut App) {
    app.add_message::<Footprint>()
        .init_resource::<FootprintPool>()
        .add_systems(Startup, spawn_mesh)
        .add_systems(
            PostUpdate,
            (collect_prints, draw_prints)
                .chain()
                .in_set(DrawSystems::Footprints),
        );
}

fn spawn_mesh(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let mesh = meshes.add(mesh_of(&FootprintPool::default()));
    commands.insert_resource(FootprintMesh(mesh.clone()));
    commands.spawn((
        Name::new("footprints"),
        Mesh3d(mesh),
        MeshMaterial3d(materials.add(StandardMaterial {
            unlit: true,
            alpha_mode: AlphaMode::Blend,
            ..default()
        })),
        NoFrustumCulling,
        NotShadowCaster,
        NotShadowReceiver,
    ));
}

fn collect_prints(
    time: Res<Time<Virtual>>,
    mut messages: MessageReader<Footprint>,
    mut pool: ResMut<FootprintPool>,
) {
    pool.age(time.delta_secs());
    for &print in messages.read() {
        pool.push(print);
    }
}

fn draw_prints(
    pool: Res<FootprintPool>,
    handle: Res<FootprintMesh>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if let Some(mut mesh) = meshes.get_mut(&handle.0) {
        *mesh = mesh_of(&pool);
    }
}

/// One mesh with a disc for each print, oldest first, colour and opacity in its vertices. An
/// empty pool gives one invisible disc, as the renderer cannot draw an empty mesh.
fn mesh_of(pool: &FootprintPool) -> Mesh {
    let mut discs = Discs::default();
    for &(print, age) in &pool.prints {
        discs.push(print, opacity(age));
    }
    if pool.prints.is_empty() {
        let nowhere = Footprint {
            leg: 0,
            position: Vec3::ZERO,
            normal: Vec3::Z,
        };
        discs.push(nowhere, 0.0);
    }
    Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::default(),
    )
    .with_inserted_attribute(
        Mesh::ATTRIBUTE_NORMAL,
        vec![[0.0, 0.0, 1.0]; discs.positions.len()],
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, discs.positions)
    .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, discs.colors)
    .with_inserted_indices(Indices::U32(discs.indices))
}

#[derive(Default)]
struct Discs {
    positions: Vec<[f32; 3]>,
    colors: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

impl Discs {
    fn push(&mut self, print: Footprint, alpha: f32) {
        let start = self.positions.len() as u32;
        let center = print.position + LIFT * print.normal;
        let turn = Quat::from_rotation_arc(Vec3::Z, print.normal);
        self.vertex(print.leg, center, alpha);
        for (radius, alpha) in [(0.8 * RADIUS, alpha), (RADIUS, 0.0)] {
            for i in 0..RIM {
                let (sin, cos) = (TAU * i as f32 / RIM as f32).sin_cos();
                let point = center + turn * (radius * Vec3::new(cos, sin, 0.0));
                self.vertex(print.leg, point, alpha);
            }
        }
        let rim = RIM as u32;
        for i in 0..rim {
            let next = (i + 1) % rim;
            let [inner, inner_next] = [start + 1 + i, start + 1 + next];
            let [outer, outer_next] = [inner + rim, inner_next + rim];
            self.indices.extend([start, inner, inner_next]);
            self.indices.extend([inner, outer, outer_next]);
            self.indices.extend([inner, outer_next, inner_next]);
        }
    }

    fn vertex(&mut self, leg: usize, position: Vec3, alpha: f32) {
        self.positions.push(position.to_array());
        let color = paint_alpha(palette::LEGS[leg], alpha);
        self.colors.push(color.to_f32_array());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(leg: usize, x: f32) -> Footprint {
        Footprint {
            leg,
            position: Vec3::X * x,
            normal: Vec3::Z,
        }
    }

    #[test]
    fn a_full_pool_drops_its_oldest_print() {
        let mut pool = FootprintPool::default();
        for i in 0..CAPACITY + 3 {
            pool.push(print(i % 4, i as f32));
        }
        assert_eq!(pool.prints.len(), CAPACITY);
        assert_eq!(pool.prints[0].0.position.x, 3.0);
        assert_eq!(mesh_of(&pool).count_vertices(), CAPACITY * (1 + 2 * RIM));
    }

    #[test]
    fn prints_fade_steadily_and_leave_the_pool() {
        let mut pool = FootprintPool::default();
        pool.push(print(0, 0.0));
        pool.age(0.5 * LIFE);
        pool.push(print(1, 1.0));
        pool.age(0.6 * LIFE);
        assert_eq!(pool.prints.len(), 1);
        assert_eq!(pool.prints[0].0.leg, 1);
        let ages = [0.0, 1.0, 4.0, LIFE, 2.0 * LIFE].map(opacity);
        assert!(ages.is_sorted_by(|a, b| a >= b) && ages[0] == OPACITY && ages[3] == 0.0);
    }

    #[test]
    fn an_empty_pool_draws_nothing_visible() {
        let mesh = mesh_of(&FootprintPool::default());
        let colors = mesh.attribute(Mesh::ATTRIBUTE_COLOR).expect("colours");
        let bevy::mesh::VertexAttributeValues::Float32x4(colors) = colors else {
            panic!("colours have four components");
        };
        assert!(!colors.is_empty() && colors.iter().all(|color| color[3] == 0.0));
    }
}
