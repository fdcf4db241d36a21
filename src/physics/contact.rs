//! Contacts between the ground and the robot's colliders: a query dispatcher for rapier's narrow
//! phase. Those with a plane are rapier's, those with a relief our own.
//!
//! rapier's own height fields were tried first and refused: with fixed internal edges a foot on
//! an edge of the grid now and then met nothing and fell through; without, the edges of the
//! neighbouring triangles push too, downward at the foot of a step (`docs/physics.md`). Here a
//! collider is a few spheres (a box or a cylinder: points), and each meets the surface where it
//! is nearest.

use rapier3d::parry::query::details::NormalConstraints;
use rapier3d::parry::query::{
    ClosestPoints, Contact, ContactManifold, ContactManifoldsWorkspace, DefaultQueryDispatcher,
    NonlinearRigidMotion, PersistentQueryDispatcher, PointQuery, QueryDispatcher, ShapeCastHit,
    ShapeCastOptions, TrackedContact, Unsupported,
};
use rapier3d::parry::shape::{PackedFeatureId, Shape};
use rapier3d::prelude::{NarrowPhase, Pose, Vector};

use super::ground_shape::GroundShape;
use super::height_map::HeightMap;

/// Most contacts of one sphere: a foot in a corner of three faces.
const MOST: usize = 3;
/// A farther point must lie this high above the tangent plane of a nearer one to count, m.
const ABOVE: f32 = 1e-3;
/// Shorter lengths give no direction, m.
const LEAST_LENGTH: f32 = 1e-5;
/// Points on each rim of a cylinder.
const RIM: usize = 8;

/// The narrow phase for all grounds: rapier's own, but for what touches the ground.
pub fn narrow_phase() -> NarrowPhase {
    NarrowPhase::with_query_dispatcher(GroundDispatcher.chain(DefaultQueryDispatcher))
}

/// Where a sphere meets the surface, in the axes of the world.
#[derive(Clone, Copy, Debug, Default)]
struct Touch {
    /// On the surface.
    point: Vector,
    /// From the surface to the sphere's centre, unit length.
    normal: Vector,
    /// Between the surface and the sphere; negative: they overlap, m.
    distance: f32,
}

/// The touches of one sphere, the nearest first.
#[derive(Default)]
struct Touches {
    found: [Touch; MOST],
    count: usize,
}

impl Touches {
    fn all(&self) -> &[Touch] {
        &self.found[..self.count]
    }

    /// Adds a touch, unless a nearer one already keeps the sphere off it, and drops those that it
    /// keeps the sphere off. A sphere that stays above a tangent plane meets nothing under it.
    fn add(&mut self, touch: Touch) {
        let keeps_off =
            |near: &Touch, far: &Touch| (far.point - near.point).dot(near.normal) < ABOVE;
        let rank = self
            .all()
            .partition_point(|near| near.distance <= touch.distance);
        if rank == MOST
            || self.found[..rank]
                .iter()
                .any(|near| keeps_off(near, &touch))
        {
            return;
        }
        let mut kept = Self::default();
        for (index, &other) in self.all().iter().enumerate() {
            if index == rank {
                kept.push(touch);
            }
            if index < rank || !keeps_off(&touch, &other) {
                kept.push(other);
            }
        }
        if rank == self.count {
            kept.push(touch);
        }
        *self = kept;
    }

    fn push(&mut self, touch: Touch) {
        if self.count < MOST {
            self.found[self.count] = touch;
            self.count += 1;
        }
    }
}

/// Where a sphere meets the relief, up to `prediction` away.
fn touches(map: &HeightMap, center: Vector, radius: f32, prediction: f32) -> Touches {
    let mut touches = Touches::default();
    let reach = radius + prediction;
    if !center.is_finite() || center.z - reach > map.highest() {
        return touches;
    }
    let under = map.facet(center.x, center.y);
    if center.z <= under.height {
        // the centre is in the ground: out along the normal of the face above it
        let normal = under.normal();
        let depth = (under.height - center.z) * normal.z;
        touches.add(Touch {
            point: center + normal * depth,
            normal,
            distance: -depth - radius,
        });
        return touches;
    }
    let place = [center.x, center.y];
    map.visit_triangles(place, reach, center.z - reach, |triangle| {
        let point = triangle.project_local_point(center, true).point;
        let away = center - point;
        let length = away.length();
        // ground is under what it carries: an edge above the centre belongs to a face that was met
        if length <= reach && away.z >= 0.0 {
            let is_clear = length > LEAST_LENGTH;
            touches.add(Touch {
                point,
                normal: if is_clear {
                    away / length
                } else {
                    under.normal()
                },
                distance: length - radius,
            });
        }
    });
    touches
}

/// Calls `visit` with centre (in the shape's axes) and radius of the spheres that stand for a
/// shape. Whether the shape is one that a robot has.
fn visit_spheres(shape: &dyn Shape, mut visit: impl FnMut(Vector, f32)) -> bool {
    if let Some(ball) = shape.as_ball() {
        visit(Vector::ZERO, ball.radius);
    } else if let Some(capsule) = shape.as_capsule() {
        let [a, b] = [capsule.segment.a, capsule.segment.b];
        for center in [a, 0.5 * (a + b), b] {
            visit(center, capsule.radius);
        }
    } else if let Some(cuboid) = shape.as_cuboid() {
        let sides = [-1.0, 0.0, 1.0];
        for x in sides {
            for y in sides {
                for z in sides {
                    visit(cuboid.half_extents * Vector::new(x, y, z), 0.0);
                }
            }
        }
    } else if let Some(cylinder) = shape.as_cylinder() {
        for k in 0..RIM {
            let (sin, cos) = (k as f32 * std::f32::consts::TAU / RIM as f32).sin_cos();
            for end in [-cylinder.half_height, cylinder.half_height] {
                let rim = Vector::new(cylinder.radius * cos, end, cylinder.radius * sin);
                visit(rim, 0.0);
            }
        }
    } else {
        return false;
    }
    true
}

/// One manifold for each touch with a relief; contacts keep their place, and so the solver's memory.
fn fill<M: Default, C: Default + Copy>(
    map: &HeightMap,
    world_from_shape: &Pose,
    shape: &dyn Shape,
    prediction: f32,
    flipped: bool,
    manifolds: &mut Vec<ContactManifold<M, C>>,
) -> Result<(), Unsupported> {
    let mut count = 0;
    let is_near = shape.compute_aabb(world_from_shape).mins.z <= map.highest() + prediction;
    let known = !is_near
        || visit_spheres(shape, |local, radius| {
            let center = *world_from_shape * local;
            for touch in touches(map, center, radius, prediction).all() {
                if count == manifolds.len() {
                    manifolds.push(ContactManifold::with_data(0, 0, M::default()));
                }
                let sole = center - touch.normal * radius;
                set_contact(
                    &mut manifolds[count],
                    world_from_shape,
                    touch,
                    sole,
                    flipped,
                );
                count += 1;
            }
        });
    manifolds.truncate(count);
    if known { Ok(()) } else { Err(Unsupported) }
}

/// Puts a touch into a manifold; `sole` is the sphere's point that meets it.
fn set_contact<M, C: Default + Copy>(
    manifold: &mut ContactManifold<M, C>,
    world_from_shape: &Pose,
    touch: &Touch,
    sole: Vector,
    flipped: bool,
) {
    let shape_from_world = world_from_shape.inverse();
    let face = PackedFeatureId::face(0);
    let contact = TrackedContact::flipped(
        touch.point,
        shape_from_world * sole,
        face,
        face,
        touch.distance,
        flipped,
    );
    match manifold.points.as_mut_slice() {
        [point] => point.copy_geometry_from(contact),
        _ => {
            manifold.points.clear();
            manifold.points.push(contact);
        }
    }
    let inward = shape_from_world.rotation * -touch.normal;
    [manifold.local_n1, manifold.local_n2] = if flipped {
        [inward, touch.normal]
    } else {
        [touch.normal, inward]
    };
}

/// Answers for a [`GroundShape`]; leaves all else to others.
struct GroundDispatcher;

impl<M: Default + Clone, C: Default + Copy> PersistentQueryDispatcher<M, C> for GroundDispatcher {
    fn contact_manifolds(
        &self,
        pos12: &Pose,
        g1: &dyn Shape,
        g2: &dyn Shape,
        prediction: f32,
        manifolds: &mut Vec<ContactManifold<M, C>>,
        workspace: &mut Option<ContactManifoldsWorkspace>,
    ) -> Result<(), Unsupported> {
        let plain = DefaultQueryDispatcher;
        // the ground lies about the origin, so its frame is the world's
        if let Some(ground) = g1.as_shape::<GroundShape>() {
            match &ground.relief {
                Some(map) => fill(map, pos12, g2, prediction, false, manifolds),
                None => plain.contact_manifolds(
                    pos12,
                    &ground.plane,
                    g2,
                    prediction,
                    manifolds,
                    workspace,
                ),
            }
        } else if let Some(ground) = g2.as_shape::<GroundShape>() {
            match &ground.relief {
                Some(map) => fill(map, &pos12.inverse(), g1, prediction, true, manifolds),
                None => plain.contact_manifolds(
                    pos12,
                    g1,
                    &ground.plane,
                    prediction,
                    manifolds,
                    workspace,
                ),
            }
        } else {
            Err(Unsupported)
        }
    }

    fn contact_manifold_convex_convex(
        &self,
        _pos12: &Pose,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
        _normal_constraints1: Option<&dyn NormalConstraints>,
        _normal_constraints2: Option<&dyn NormalConstraints>,
        _prediction: f32,
        _manifold: &mut ContactManifold<M, C>,
    ) -> Result<(), Unsupported> {
        Err(Unsupported)
    }
}

/// What is not needed to step a robot.
impl QueryDispatcher for GroundDispatcher {
    fn intersection_test(
        &self,
        _pos12: &Pose,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
    ) -> Result<bool, Unsupported> {
        Err(Unsupported)
    }

    fn distance(
        &self,
        _pos12: &Pose,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
    ) -> Result<f32, Unsupported> {
        Err(Unsupported)
    }

    fn contact(
        &self,
        _pos12: &Pose,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
        _prediction: f32,
    ) -> Result<Option<Contact>, Unsupported> {
        Err(Unsupported)
    }

    fn closest_points(
        &self,
        _pos12: &Pose,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
        _max_dist: f32,
    ) -> Result<ClosestPoints, Unsupported> {
        Err(Unsupported)
    }

    fn cast_shapes(
        &self,
        _pos12: &Pose,
        _local_vel12: Vector,
        _g1: &dyn Shape,
        _g2: &dyn Shape,
        _options: ShapeCastOptions,
    ) -> Result<Option<ShapeCastHit>, Unsupported> {
        Err(Unsupported)
    }

    fn cast_shapes_nonlinear(
        &self,
        _motion1: &NonlinearRigidMotion,
        _g1: &dyn Shape,
        _motion2: &NonlinearRigidMotion,
        _g2: &dyn Shape,
        _start_time: f32,
        _end_time: f32,
        _stop_at_penetration: bool,
    ) -> Result<Option<ShapeCastHit>, Unsupported> {
        Err(Unsupported)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::physics::{Ground, PERIOD, Terrain};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    const RADIUS: f32 = 0.03;

    fn map(terrain: Terrain) -> Arc<HeightMap> {
        match Ground::new(terrain, 0) {
            Ground::Relief(map) => map,
            other => panic!("{other:?} is not a relief"),
        }
    }

    /// Places on both kinds of relief, three of four on an edge or a corner of its grid, and a
    /// random share.
    fn for_places(mut check: impl FnMut(&HeightMap, f32, f32, f32)) {
        for terrain in [
            Terrain::Steps { height: 0.06 },
            Terrain::Rough { height: 0.1 },
        ] {
            let map = map(terrain);
            let cell = PERIOD / map.cells() as f32;
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            for k in 0..20_000 {
                let mut place = [(); 2].map(|()| 3.0 * PERIOD * (rng.random::<f32>() - 0.5));
                for (axis, along) in place.iter_mut().enumerate() {
                    if k >> axis & 1 == 1 {
                        let off = 2e-4 * (rng.random::<f32>() - 0.5);
                        *along = (*along / cell).round() * cell + off;
                    }
                }
                check(&map, place[0], place[1], rng.random());
            }
        }
    }

    #[test]
    fn a_sphere_that_overlaps_the_ground_is_always_pushed_out_and_never_down() {
        for_places(|map, x, y, share| {
            // from a radius below the ground to nearly a radius above
            let z = map.height(x, y) + RADIUS * (1.9 * share - 1.0);
            let found = touches(map, Vector::new(x, y, z), RADIUS, 0.002);
            assert!(!found.all().is_empty(), "nothing met at {x}, {y}, {z}");
            for touch in found.all() {
                assert!(touch.normal.z >= 0.0, "{touch:?} at {x}, {y}, {z}");
                assert!((touch.normal.length() - 1.0).abs() < 1e-4, "{touch:?}");
            }
            let pushed = found.all()[0].distance;
            assert!(pushed < -0.09 * RADIUS, "{pushed} at {x}, {y}, {z}");
        });
    }

    #[test]
    fn the_nearest_point_is_on_the_surface_and_none_is_nearer() {
        let mut met = 0;
        for_places(|map, x, y, share| {
            let center = Vector::new(x, y, map.height(x, y) + RADIUS * (0.1 + share));
            for touch in touches(map, center, RADIUS, 0.002).all() {
                let gap = touch.point.z - map.height(touch.point.x, touch.point.y);
                assert!(gap.abs() < 1e-4, "{gap} at {center}");
            }
            if let Some(nearest) = touches(map, center, RADIUS, 0.002).all().first() {
                met += 1;
                for turn in 0..32 {
                    let (sin, cos) = (turn as f32 * 0.2).sin_cos();
                    let (x, y) = (center.x + 0.02 * cos, center.y + 0.02 * sin);
                    let other = center - Vector::new(x, y, map.height(x, y));
                    assert!(other.length() > RADIUS + nearest.distance - 1e-4);
                }
            }
        });
        assert!(met > 10_000, "{met} of 40000 places are touched");
    }

    #[test]
    fn flat_parts_touch_once_and_a_step_twice() {
        let flat = HeightMap::new(512, vec![0.1; 512 * 512]);
        for k in 0..100 {
            let at = Vector::new(0.01 * k as f32, -0.007 * k as f32, 0.1 + 0.025);
            let found = touches(&flat, at, RADIUS, 0.002);
            assert_eq!(found.all().len(), 1, "{at}");
            assert!((found.all()[0].normal - Vector::Z).length() < 1e-3, "{at}");
        }
        let cell = PERIOD / 512.0;
        let heights = (0..512 * 512).map(|k| if k / 512 < 256 { 0.0 } else { 0.06 });
        let step = HeightMap::new(512, heights.collect());
        // the face rises from 255 to 256 cells
        let foot = 255.0 * cell;
        let corner = Vector::new(foot - 0.014, 0.0, 0.028);
        let found = touches(&step, corner, RADIUS, 0.002);
        assert_eq!(found.all().len(), 2, "{:?}", found.all());
        assert!(found.all().iter().any(|touch| touch.normal.x < -0.8));
    }
}
