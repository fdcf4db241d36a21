//! What the attributes of a URDF must be before its numbers are read: every fault is told with the
//! link or joint that it is in. Names are unique, macros are expanded, numbers are numbers.

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use super::RobotError;

/// How to get rid of macros.
const EXPAND: &str = "expand the macros first, as in `xacro robot.urdf.xacro > robot.urdf`";
/// Types of joints that a URDF may have.
const JOINT_TYPES: [&str; 7] = [
    "revolute",
    "continuous",
    "prismatic",
    "fixed",
    "floating",
    "planar",
    "spherical",
];
/// Shapes that a URDF may have.
const SHAPES: [&str; 5] = ["box", "sphere", "capsule", "cylinder", "mesh"];

/// Numbers in an attribute of an element.
struct Numbers {
    tag: &'static str,
    attributes: &'static [&'static str],
    count: usize,
    required: bool,
}

const fn numbers(
    tag: &'static str,
    attributes: &'static [&'static str],
    count: usize,
    required: bool,
) -> Numbers {
    Numbers {
        tag,
        attributes,
        count,
        required,
    }
}

const NUMBERS: [Numbers; 12] = [
    numbers("mass", &["value"], 1, true),
    numbers(
        "inertia",
        &["ixx", "iyy", "izz", "ixy", "ixz", "iyz"],
        1,
        true,
    ),
    numbers("origin", &["xyz", "rpy"], 3, false),
    numbers("axis", &["xyz"], 3, true),
    numbers("limit", &["velocity"], 1, true),
    numbers("limit", &["lower", "upper", "effort"], 1, false),
    numbers("box", &["size"], 3, true),
    numbers("sphere", &["radius"], 1, true),
    numbers("capsule", &["radius", "length"], 1, true),
    numbers("cylinder", &["radius", "length"], 1, true),
    numbers("mesh", &["scale"], 3, false),
    numbers("color", &["rgba"], 4, true),
];

/// Elements that an element must have.
const CHILDREN: [(&str, &[&str]); 3] = [
    ("inertial", &["mass", "inertia"]),
    ("collision", &["geometry"]),
    ("visual", &["geometry"]),
];

/// Checks the text of the file `file`.
pub(super) fn check(text: &str, file: &str) -> Result<(), RobotError> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options);
    let document = document.map_err(|error| RobotError::Urdf {
        file: file.to_owned(),
        message: error.to_string(),
        fix: if text.contains("xacro:") {
            EXPAND
        } else {
            "fix the XML, or name a URDF file in the field `urdf`"
        },
    })?;
    let mut names = BTreeSet::new();
    for part in elements(document.root_element()) {
        let tag = part.tag_name().name();
        let line = document.text_pos_at(part.range().start).row;
        let unnamed = format!("{tag} of line {line}");
        let check = Check {
            file,
            element: part
                .attribute("name")
                .map_or(unnamed, |name| format!("{tag} {name}")),
        };
        check.no_macro(part)?;
        if !matches!(tag, "link" | "joint" | "material") {
            continue;
        }
        let name = check.attribute(part, "name")?;
        if tag != "material" && !names.insert((tag, name)) {
            let found = format!("given twice, again in line {line}");
            return Err(check.wrong("name", found, "give each link and joint a name of its own"));
        }
        if tag == "joint" {
            check.joint(part)?;
        }
        for node in part.descendants().filter(Node::is_element) {
            check.node(node)?;
        }
    }
    Ok(())
}

fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

fn child<'a>(node: Node<'a, 'a>, tag: &str) -> Option<Node<'a, 'a>> {
    elements(node).find(|child| child.tag_name().name() == tag)
}

fn is_macro(value: &str) -> bool {
    value.contains("${") || value.contains("$(")
}

/// The part at fault.
struct Check<'a> {
    file: &'a str,
    /// Such as `link LF_HIP`.
    element: String,
}

impl Check<'_> {
    fn wrong(&self, field: impl Into<String>, found: impl Into<String>, fix: &str) -> RobotError {
        RobotError::Element {
            file: self.file.to_owned(),
            element: self.element.clone(),
            field: field.into(),
            found: found.into(),
            fix: fix.to_owned(),
        }
    }

    fn attribute<'a>(&self, node: Node<'a, 'a>, name: &str) -> Result<&'a str, RobotError> {
        node.attribute(name)
            .ok_or_else(|| self.wrong(field_of(node, name), "missing", "add this attribute"))
    }

    fn joint(&self, joint: Node) -> Result<(), RobotError> {
        let kind = self.attribute(joint, "type")?;
        if !JOINT_TYPES.contains(&kind) {
            let fix = format!("give one of {}", JOINT_TYPES.join(", "));
            return Err(self.wrong("type", format!("`{kind}`"), &fix));
        }
        for tag in ["parent", "child"] {
            let Some(node) = child(joint, tag) else {
                return Err(self.wrong(tag, "missing", "name the link"));
            };
            self.attribute(node, "link")?;
        }
        Ok(())
    }

    /// Fails at an element that a macro should have replaced.
    fn no_macro(&self, part: Node) -> Result<(), RobotError> {
        let is_macro = |node: &Node| {
            let namespace = node.tag_name().namespace();
            namespace.is_some_and(|name| name.contains("xacro"))
        };
        match part.descendants().find(is_macro) {
            None => Ok(()),
            Some(node) => {
                let found = format!("<xacro:{}>", node.tag_name().name());
                Err(self.wrong("content", found, EXPAND))
            }
        }
    }

    fn node(&self, node: Node) -> Result<(), RobotError> {
        let tag = node.tag_name().name();
        for attribute in node.attributes() {
            if is_macro(attribute.value()) && attribute.name() != "filename" {
                let found = format!("`{}`", attribute.value());
                return Err(self.wrong(field_of(node, attribute.name()), found, EXPAND));
            }
        }
        let children = CHILDREN.iter().filter(|(parent, _)| *parent == tag);
        for name in children.flat_map(|(_, children)| *children) {
            if child(node, name).is_none() {
                return Err(self.wrong(*name, "missing", "add this element"));
            }
        }
        if tag == "geometry" {
            let shape = elements(node)
                .next()
                .map_or("empty", |shape| shape.tag_name().name());
            if !SHAPES.contains(&shape) {
                let fix = "use box, sphere, capsule or cylinder";
                return Err(self.wrong("geometry", shape, fix));
            }
        }
        for entry in NUMBERS.iter().filter(|entry| entry.tag == tag) {
            for name in entry.attributes {
                match node.attribute(*name) {
                    Some(text) => self.numbers(&field_of(node, name), text, entry.count)?,
                    None if entry.required => drop(self.attribute(node, name)?),
                    None => {}
                }
            }
        }
        Ok(())
    }

    fn numbers(&self, field: &str, text: &str, count: usize) -> Result<(), RobotError> {
        let parsed = text.split_whitespace().map(str::parse::<f64>);
        let numbers: Vec<_> = parsed.collect();
        let all = |sound: fn(&f64) -> bool| {
            let mut numbers = numbers.iter();
            numbers.all(|number| number.as_ref().is_ok_and(sound))
        };
        let fix = if text.contains(',') {
            "write decimal points, as in 0.5, and white space between numbers".to_owned()
        } else if numbers.len() != count || !all(|_| true) {
            format!("give {count} number(s) with white space between them")
        } else if !all(|number| number.is_finite()) {
            "give finite numbers".to_owned()
        } else {
            return Ok(());
        };
        Err(self.wrong(field, format!("`{text}`"), &fix))
    }
}

/// How a message names an attribute: that of the part itself by its name alone.
fn field_of(node: Node, attribute: &str) -> String {
    match node.tag_name().name() {
        "link" | "joint" | "material" => attribute.to_owned(),
        tag => format!("{tag} {attribute}"),
    }
}
