//! The ground as a shape of rapier's.

use std::sync::Arc;

use rapier3d::parry::bounding_volume::{Aabb, BoundingSphere};
use rapier3d::parry::mass_properties::MassProperties;
use rapier3d::parry::query::{PointProjection, PointQuery, Ray, RayCast, RayIntersection};
use rapier3d::parry::shape::{FeatureId, HalfSpace, Shape, ShapeType, TypedShape};
use rapier3d::prelude::{Pose, SharedShape, Vector};

use super::ground::Ground;
use super::height_map::HeightMap;

/// A half-space, or a relief in its place, whose box ends where the ground is highest.
///
/// The box of rapier's own half-space holds all of space, so that each of a robot's fifteen colliders
/// is worked out against it at each step; here only those near the ground are (on a slope, which has no
/// highest point, all). rapier asks nobody but the dispatcher of [`narrow_phase`](super::narrow_phase)
/// how it touches something. It lies about the origin of the world.
#[derive(Clone)]
pub(super) struct GroundShape {
    pub plane: HalfSpace,
    pub relief: Option<Arc<HeightMap>>,
    bounds: Aabb,
}

impl GroundShape {
    pub(super) fn shared(ground: &Ground) -> SharedShape {
        let plane = HalfSpace::new(ground.mean_normal());
        let mut bounds = plane.local_aabb();
        let relief = match ground {
            Ground::Level => {
                bounds.maxs.z = 0.0;
                None
            }
            Ground::Slope { .. } => None,
            Ground::Relief(map) => {
                bounds.maxs.z = map.highest();
                Some(map.clone())
            }
        };
        SharedShape::new(Self {
            plane,
            relief,
            bounds,
        })
    }
}

#[cfg(test)]
impl GroundShape {
    /// The level ground with the box of rapier's half-space.
    pub(crate) fn endless() -> SharedShape {
        let plane = HalfSpace::new(Vector::Z);
        SharedShape::new(Self {
            plane,
            relief: None,
            bounds: plane.local_aabb(),
        })
    }
}

impl Shape for GroundShape {
    fn compute_local_aabb(&self) -> Aabb {
        self.bounds
    }

    fn compute_aabb(&self, _position: &Pose) -> Aabb {
        self.bounds
    }

    fn compute_local_bounding_sphere(&self) -> BoundingSphere {
        self.plane.local_bounding_sphere()
    }

    fn clone_dyn(&self) -> Box<dyn Shape> {
        Box::new(self.clone())
    }

    fn scale_dyn(&self, _scale: Vector, _subdivisions: u32) -> Option<Box<dyn Shape>> {
        None
    }

    fn mass_properties(&self, density: f32) -> MassProperties {
        self.plane.mass_properties(density)
    }

    fn shape_type(&self) -> ShapeType {
        ShapeType::Custom
    }

    fn as_typed_shape(&self) -> TypedShape<'_> {
        TypedShape::Custom(self)
    }

    fn ccd_thickness(&self) -> f32 {
        self.plane.ccd_thickness()
    }

    fn ccd_angular_thickness(&self) -> f32 {
        self.plane.ccd_angular_thickness()
    }
}

/// Asks the plane, for a relief too: no query of this kind is made.
impl PointQuery for GroundShape {
    fn project_local_point(&self, point: Vector, solid: bool) -> PointProjection {
        self.plane.project_local_point(point, solid)
    }

    fn project_local_point_and_get_feature(&self, point: Vector) -> (PointProjection, FeatureId) {
        self.plane.project_local_point_and_get_feature(point)
    }
}

/// As for points.
impl RayCast for GroundShape {
    fn cast_local_ray_and_get_normal(
        &self,
        ray: &Ray,
        longest: f32,
        solid: bool,
    ) -> Option<RayIntersection> {
        self.plane
            .cast_local_ray_and_get_normal(ray, longest, solid)
    }
}
