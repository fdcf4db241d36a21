//! A URDF text to links and joints in the program's order, every number checked.
//!
//! The base and the links moved by the twelve joints become rigid bodies; links fixed to them
//! (the feet) are merged. Joint frames must be parallel to their parent's at angle zero.

mod attributes;
mod inertia;
mod joint;
mod link;
mod source;

use rapier3d::glamx::Vec3;
use urdf_rs::JointType;

use super::{Collider, ColliderRole, Joint, LegArray, Link, RobotError, RobotSpec, Shape};

pub(super) use source::decode;

/// Feet whose radii differ by less have one radius, m.
const SAME_RADIUS: f32 = 1e-6;

/// What a URDF gives, before the JSON's settings are added.
pub(super) struct Tree {
    pub links: Vec<Link>,
    pub joints: Vec<Joint>,
    pub feet: LegArray<Vec3>,
    pub foot_radius: f32,
}

/// Reads `text`; `file` is its name in messages.
pub(super) fn read(text: &str, file: &str, spec: &RobotSpec) -> Result<Tree, RobotError> {
    attributes::check(text, file)?;
    let urdf = urdf_rs::read_from_string(text).map_err(|error| RobotError::Urdf {
        file: file.to_owned(),
        message: error.to_string(),
        fix: "fix the XML, or name a URDF file in the field `urdf`",
    })?;
    let reader = Reader { file, urdf: &urdf };
    let mut links = vec![reader.base(spec)?];
    let mut joints: Vec<Joint> = Vec::new();
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
            if let Some(taken) = links.iter().position(|link| link.name == child) {
                let mover = taken.checked_sub(1).map(|moved| &joints[moved].name);
                let found = mover.map_or_else(
                    || format!("the base {child}"),
                    |mover| format!("{child}, which {mover} moves already"),
                );
                let fix = "give each joint a link of its own".to_owned();
                return Err(reader.wrong(&format!("joint {name}"), "child", found, fix));
            }
            joints.push(joint);
            links.push(reader.link(&child, role)?);
            parent = links.len() - 1;
        }
        let shank = &mut links[parent];
        (feet[leg], radii[leg]) = reader.foot(&leg_spec.foot, leg, shank)?;
    }
    let foot_radius = radii[0];
    let differs = |radius: &&f32| (**radius - foot_radius).abs() > SAME_RADIUS;
    if let Some(other) = radii.iter().find(differs) {
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
        RobotError::Element {
            file: self.file.to_owned(),
            element: element.to_owned(),
            field: field.to_owned(),
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
}
