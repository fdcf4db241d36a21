//! A link of a URDF: its mass, centre of mass, inertia and the primitives that touch the ground.

use std::f64::consts::TAU;

use rapier3d::glamx::{EulerRot, Mat3, Pose3, Quat, Vec3};
use urdf_rs::Geometry;

use super::joint::of_degrees;
use super::{Collider, ColliderRole, Link, Reader, RobotError, Shape, inertia};

/// Heaviest link, kg: what is more is in grams.
const HEAVIEST: f64 = 10_000.0;
/// Farthest place and largest shape, m: what is more is in millimetres.
const LARGEST: f64 = 10.0;

impl Reader<'_> {
    /// The link `name` with its colliders.
    pub(super) fn link(&self, name: &str, role: ColliderRole) -> Result<Link, RobotError> {
        let link = self.find_link(name)?;
        let element = format!("link {name}");
        let inertial = &link.inertial;
        let mass = inertial.mass.value;
        let wrong = |field, found: String, fix: &str| {
            Err(self.wrong(&element, field, found, fix.to_owned()))
        };
        if !(mass.is_finite() && mass as f32 > 0.0) {
            let fix = "give an <inertial> with a mass above zero, in kg";
            return wrong("mass", mass.to_string(), fix);
        }
        if mass > HEAVIEST {
            let fix = format!("give kg, not g ({HEAVIEST} kg at most)");
            return wrong("mass", mass.to_string(), &fix);
        }
        let i = &inertial.inertia;
        let columns = [
            i.ixx, i.ixy, i.ixz, i.ixy, i.iyy, i.iyz, i.ixz, i.iyz, i.izz,
        ];
        let local = Mat3::from_cols_array(&columns.map(|value| value as f32));
        self.check_angles(&element, "inertial origin rpy", inertial.origin.rpy.0)?;
        let turn = Mat3::from_quat(rotation(inertial.origin.rpy.0));
        let inertia = turn * local * turn.transpose();
        if !positive_definite(&inertia) {
            let fix = "give the inertia about the centre of mass, kg m^2, positive definite";
            return wrong("inertia", format!("{columns:?}"), fix);
        }
        let six = [i.ixx, i.iyy, i.izz, i.ixy, i.ixz, i.iyz];
        if let Some((found, fix)) = inertia::fault(six, mass) {
            return wrong("inertia", found, fix);
        }
        Ok(Link {
            name: name.to_owned(),
            mass: mass as f32,
            center_of_mass: self.place(&element, "inertial origin xyz", inertial.origin.xyz.0)?,
            inertia,
            colliders: self.colliders(link, role, Pose3::IDENTITY)?,
        })
    }

    /// The shapes of a link's collisions.
    pub(super) fn colliders(
        &self,
        link: &urdf_rs::Link,
        role: ColliderRole,
        body_from_link: Pose3,
    ) -> Result<Vec<Collider>, RobotError> {
        let element = format!("link {}", link.name);
        let read = |collision: &urdf_rs::Collision| {
            Ok(Collider {
                role,
                shape: self.shape(&element, &collision.geometry)?,
                link_from_collider: body_from_link * self.pose(&element, &collision.origin)?,
            })
        };
        link.collision.iter().map(read).collect()
    }

    fn shape(&self, element: &str, geometry: &Geometry) -> Result<Shape, RobotError> {
        let (shape, numbers) = match geometry {
            Geometry::Box { size } => {
                let half_extents = self.vector(element, "box size", size.0)? / 2.0;
                (Shape::Box { half_extents }, size.0.to_vec())
            }
            Geometry::Sphere { radius } => {
                let shape = Shape::Sphere {
                    radius: *radius as f32,
                };
                (shape, vec![*radius])
            }
            Geometry::Capsule { radius, length } => {
                let shape = Shape::Capsule {
                    radius: *radius as f32,
                    half_length: *length as f32 / 2.0,
                };
                (shape, vec![*radius, *length])
            }
            Geometry::Cylinder { radius, length } => {
                let shape = Shape::Cylinder {
                    radius: *radius as f32,
                    half_length: *length as f32 / 2.0,
                };
                (shape, vec![*radius, *length])
            }
            Geometry::Mesh { filename, .. } => {
                let fix = "use box, sphere, capsule or cylinder".to_owned();
                return Err(self.wrong(element, "collision", format!("mesh {filename}"), fix));
            }
        };
        if numbers.iter().any(|n| !(*n as f32 > 0.0 && *n <= LARGEST)) {
            let fix = format!("give sizes above zero, in m ({LARGEST} m at most)");
            return Err(self.wrong(element, "collision size", format!("{numbers:?}"), fix));
        }
        Ok(shape)
    }

    /// A pose whose place and rotation can be.
    pub(super) fn pose(&self, element: &str, origin: &urdf_rs::Pose) -> Result<Pose3, RobotError> {
        let translation = self.place(element, "origin xyz", origin.xyz.0)?;
        self.check_angles(element, "origin rpy", origin.rpy.0)?;
        Ok(Pose3::from_parts(translation, rotation(origin.rpy.0)))
    }

    /// A place in m.
    pub(super) fn place(
        &self,
        element: &str,
        field: &'static str,
        xyz: [f64; 3],
    ) -> Result<Vec3, RobotError> {
        if xyz.iter().any(|side| side.abs() > LARGEST) {
            let fix = format!("give m, not mm ({LARGEST} m at most)");
            return Err(self.wrong(element, field, format!("{xyz:?}"), fix));
        }
        self.vector(element, field, xyz)
    }

    /// Three finite numbers.
    pub(super) fn vector(
        &self,
        element: &str,
        field: &'static str,
        xyz: [f64; 3],
    ) -> Result<Vec3, RobotError> {
        let narrow = xyz.map(|value| value as f32);
        if narrow.iter().all(|value| value.is_finite()) {
            return Ok(Vec3::from_array(narrow));
        }
        let fix = "give three finite numbers".to_owned();
        Err(self.wrong(element, field, format!("{xyz:?}"), fix))
    }

    fn check_angles(
        &self,
        element: &str,
        field: &'static str,
        rpy: [f64; 3],
    ) -> Result<(), RobotError> {
        self.vector(element, field, rpy)?;
        match rpy.into_iter().find(|angle| angle.abs() > TAU) {
            None => Ok(()),
            Some(angle) => {
                let fix = format!("give rad, not degrees: {}", of_degrees(angle));
                Err(self.wrong(element, field, format!("{rpy:?}"), fix))
            }
        }
    }
}

/// URDF's roll, pitch, yaw about fixed axes.
fn rotation([roll, pitch, yaw]: [f64; 3]) -> Quat {
    Quat::from_euler(EulerRot::ZYX, yaw as f32, pitch as f32, roll as f32)
}

/// Sylvester's criterion.
fn positive_definite(m: &Mat3) -> bool {
    let minor = m.x_axis.x * m.y_axis.y - m.x_axis.y * m.y_axis.x;
    m.is_finite() && m.x_axis.x > 0.0 && minor > 0.0 && m.determinant() > 0.0
}
