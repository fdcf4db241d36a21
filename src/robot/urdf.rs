//! A URDF text to links and joints in the program's order, every number checked.
//!
//! The base and the links moved by the twelve joints become rigid bodies; links fixed to them
//! (the feet) are merged. Joint frames must be parallel to their parent's at angle zero.

use rapier3d::glamx::{EulerRot, Mat3, Pose3, Quat, Vec3};
use urdf_rs::{Geometry, JointType};

use super::{Collider, ColliderRole, Joint, LegArray, Link, RobotError, RobotSpec, Shape};

/// What a URDF gives, before the JSON's settings are added.
pub(super) struct Tree {
    pub links: Vec<Link>,
    pub joints: Vec<Joint>,
    pub feet: LegArray<Vec3>,
    pub foot_radius: f32,
}

/// Reads `text`; `file` is its name in messages.
pub(super) fn read(text: &str, file: &str, spec: &RobotSpec) -> Result<Tree, RobotError> {
    let urdf = urdf_rs::read_from_string(text).map_err(|error| RobotError::Urdf {
        file: file.to_owned(),
        message: error.to_string(),
    })?;
    let reader = Reader { file, urdf: &urdf };
    let mut links = vec![reader.base(spec)?];
    let mut joints = Vec::new();
    let mut feet = [Vec3::ZERO; super::LEGS];
    let mut radii = [0.0; super::LEGS];
    for (leg, leg_spec) in spec.legs.iter().enumerate() {
        let mut parent = 0;
        for (part, name) in leg_spec.joints.iter().enumerate() {
            let (joint, child) = reader.joint(name, &links[parent].name, parent)?;
            let role = match part {
                0 => ColliderRole::Trunk,
                1 => ColliderRole::Thigh(leg),
                _ => ColliderRole::Knee(leg),
            };
            joints.push(joint);
            links.push(reader.link(&child, role)?);
            parent = links.len() - 1;
        }
        let shank = &mut links[parent];
        (feet[leg], radii[leg]) = reader.foot(&leg_spec.foot, leg, shank)?;
    }
    let foot_radius = radii[0];
    if let Some(other) = radii.iter().find(|&&radius| radius != foot_radius) {
        let foot = &spec.legs[0].foot;
        let fix = "give all four feet one radius".to_owned();
        return Err(reader.wrong(foot, "radius", format!("{foot_radius} beside {other}"), fix));
    }
    Ok(Tree {
        links,
        joints,
        feet,
        foot_radius,
    })
}

struct Reader<'a> {
    file: &'a str,
    urdf: &'a urdf_rs::Robot,
}

impl Reader<'_> {
    fn wrong(&self, element: &str, field: &'static str, found: String, fix: String) -> RobotError {
        RobotError::Field {
            file: self.file.to_owned(),
            element: element.to_owned(),
            field,
            found,
            fix,
        }
    }

    /// The link that the first joint of the first leg hangs on.
    fn base(&self, spec: &RobotSpec) -> Result<Link, RobotError> {
        let first = self.find_joint(&spec.legs[0].joints[0])?;
        self.link(&first.parent.link, ColliderRole::Trunk)
    }

    fn find_joint(&self, name: &str) -> Result<&urdf_rs::Joint, RobotError> {
        let found = self.urdf.joints.iter().find(|joint| joint.name == name);
        found.ok_or_else(|| {
            let fix = "add a joint of this name, or mend `legs` in the robot's JSON".to_owned();
            self.wrong(&format!("joint {name}"), "joint", "missing".to_owned(), fix)
        })
    }

    fn joint(
        &self,
        name: &str,
        parent_name: &str,
        parent: usize,
    ) -> Result<(Joint, String), RobotError> {
        let joint = self.find_joint(name)?;
        let element = format!("joint {name}");
        let wrong = |field, found: String, fix: &str| {
            Err(self.wrong(&element, field, found, fix.to_owned()))
        };
        if !matches!(joint.joint_type, JointType::Revolute) {
            return wrong(
                "type",
                format!("{:?}", joint.joint_type),
                "make it revolute",
            );
        }
        if joint.parent.link != parent_name {
            let fix = format!("hang it on {parent_name}");
            return wrong("parent", joint.parent.link.clone(), &fix);
        }
        if joint.origin.rpy.0 != [0.0; 3] {
            let fix = "give it rpy 0 0 0 and turn the axis instead";
            return wrong("origin rpy", format!("{:?}", joint.origin.rpy.0), fix);
        }
        let axis = self.vector(&element, "axis", joint.axis.xyz.0)?;
        let Some(axis) = axis.try_normalize() else {
            return wrong("axis", "zero".to_owned(), "give a direction");
        };
        let limit = &joint.limit;
        if !(limit.lower.is_finite() && limit.upper.is_finite() && limit.lower < limit.upper) {
            let found = format!("{} to {}", limit.lower, limit.upper);
            return wrong("limit", found, "give lower < upper in rad");
        }
        for (field, value) in [
            ("limit effort", limit.effort),
            ("limit velocity", limit.velocity),
        ] {
            if !(value.is_finite() && value > 0.0) {
                return wrong(field, value.to_string(), "give a number above zero");
            }
        }
        let built = Joint {
            name: name.to_owned(),
            parent,
            origin: self.vector(&element, "origin xyz", joint.origin.xyz.0)?,
            axis,
            limits: [limit.lower as f32, limit.upper as f32],
            effort: limit.effort as f32,
            velocity: limit.velocity as f32,
        };
        Ok((built, joint.child.link.clone()))
    }

    fn link(&self, name: &str, role: ColliderRole) -> Result<Link, RobotError> {
        let link = self.find_link(name)?;
        let element = format!("link {name}");
        let inertial = &link.inertial;
        let mass = inertial.mass.value;
        if !(mass.is_finite() && mass > 0.0) {
            let fix = "give an <inertial> with a mass above zero, in kg".to_owned();
            return Err(self.wrong(&element, "mass", mass.to_string(), fix));
        }
        let i = &inertial.inertia;
        let columns = [
            i.ixx, i.ixy, i.ixz, i.ixy, i.iyy, i.iyz, i.ixz, i.iyz, i.izz,
        ];
        let local = Mat3::from_cols_array(&columns.map(|value| value as f32));
        let turn = Mat3::from_quat(rotation(inertial.origin.rpy.0));
        let inertia = turn * local * turn.transpose();
        if !positive_definite(&inertia) {
            let fix = "give the inertia about the centre of mass, kg m^2, positive definite";
            let found = format!("{columns:?}");
            return Err(self.wrong(&element, "inertia", found, fix.to_owned()));
        }
        Ok(Link {
            name: name.to_owned(),
            mass: mass as f32,
            center_of_mass: self.vector(&element, "inertial origin xyz", inertial.origin.xyz.0)?,
            inertia,
            colliders: self.colliders(link, role, Pose3::IDENTITY)?,
        })
    }

    fn find_link(&self, name: &str) -> Result<&urdf_rs::Link, RobotError> {
        let found = self.urdf.links.iter().find(|link| link.name == name);
        found.ok_or_else(|| {
            let fix = "add a link of this name".to_owned();
            self.wrong(&format!("link {name}"), "link", "missing".to_owned(), fix)
        })
    }

    /// Adds the foot's collider to its shank; returns its centre in the shank's frame and radius.
    fn foot(&self, name: &str, leg: usize, shank: &mut Link) -> Result<(Vec3, f32), RobotError> {
        let element = format!("link {name}");
        let link = self.find_link(name)?;
        let on_shank = |joint: &&urdf_rs::Joint| joint.child.link == name;
        let Some(joint) = self.urdf.joints.iter().find(on_shank) else {
            let fix = format!("fix it to {}", shank.name);
            return Err(self.wrong(&element, "joint", "missing".to_owned(), fix));
        };
        if !matches!(joint.joint_type, JointType::Fixed) || joint.parent.link != shank.name {
            let found = format!("{:?} on {}", joint.joint_type, joint.parent.link);
            let fix = format!("fix it to {}", shank.name);
            return Err(self.wrong(&format!("joint {}", joint.name), "parent", found, fix));
        }
        let shank_from_foot = self.pose(&element, &joint.origin)?;
        let colliders = self.colliders(link, ColliderRole::Foot(leg), shank_from_foot)?;
        let [collider] = colliders.as_slice() else {
            let found = format!("{} shapes", colliders.len());
            let fix = "give the foot one sphere".to_owned();
            return Err(self.wrong(&element, "collision", found, fix));
        };
        let Shape::Sphere { radius } = collider.shape else {
            let fix = "give the foot one sphere".to_owned();
            return Err(self.wrong(&element, "collision", "another shape".to_owned(), fix));
        };
        let centre = collider.link_from_collider.translation;
        shank.colliders.push(collider.clone());
        Ok((centre, radius))
    }

    fn colliders(
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
        if numbers.iter().any(|n| !(n.is_finite() && *n > 0.0)) {
            let fix = "give sizes above zero, in m".to_owned();
            return Err(self.wrong(element, "collision size", format!("{numbers:?}"), fix));
        }
        Ok(shape)
    }

    fn pose(&self, element: &str, origin: &urdf_rs::Pose) -> Result<Pose3, RobotError> {
        let translation = self.vector(element, "origin xyz", origin.xyz.0)?;
        self.vector(element, "origin rpy", origin.rpy.0)?;
        Ok(Pose3::from_parts(translation, rotation(origin.rpy.0)))
    }

    fn vector(
        &self,
        element: &str,
        field: &'static str,
        xyz: [f64; 3],
    ) -> Result<Vec3, RobotError> {
        if xyz.iter().all(|value| value.is_finite()) {
            return Ok(Vec3::from_array(xyz.map(|value| value as f32)));
        }
        let fix = "give three finite numbers".to_owned();
        Err(self.wrong(element, field, format!("{xyz:?}"), fix))
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
