//! From files (or the built-in copies) to a checked [`Robot`].

use std::path::Path;

use super::{Robot, RobotError, RobotSpec, urdf};
use crate::files::{normalised, read_bytes, read_text, sha256};

/// What the files are, in messages.
const WHAT: &str = "robot file";

const BUILT_IN_JSON: &str = include_str!("../../assets/robots/anymal_c.json");
const BUILT_IN_URDF: &str = include_str!("../../assets/robots/anymal_c.urdf");

impl Robot {
    /// The robot inside the program, ANYmal-C-like.
    pub fn built_in() -> Result<Self, RobotError> {
        Self::from_texts(
            BUILT_IN_JSON,
            "assets/robots/anymal_c.json",
            BUILT_IN_URDF,
            "assets/robots/anymal_c.urdf",
        )
    }

    /// Reads the JSON at `path` and the URDF that it names, in the same folder.
    pub fn load(path: &Path) -> Result<Self, RobotError> {
        let json = read_text(WHAT, path)?;
        let spec = RobotSpec::from_json(&json, &path.display().to_string())?;
        let urdf_path = path.with_file_name(&spec.urdf);
        let urdf = urdf::decode(&urdf_path, read_bytes(WHAT, &urdf_path)?)?;
        Self::from_texts(
            &json,
            &path.display().to_string(),
            &urdf,
            &urdf_path.display().to_string(),
        )
    }

    /// Builds a robot from the two texts; the names are for messages. The hash depends neither on
    /// line ends nor on byte-order marks.
    pub fn from_texts(
        json: &str,
        json_name: &str,
        urdf_text: &str,
        urdf_name: &str,
    ) -> Result<Self, RobotError> {
        let spec = RobotSpec::from_json(json, json_name)?;
        let tree = urdf::read(urdf_text, urdf_name, &spec)?;
        spec.check_pose(json_name, &tree.joints)?;
        let texts = [normalised(urdf_text), normalised(json)].concat();
        Ok(Self {
            name: spec.name.clone(),
            links: tree.links,
            joints: tree.joints,
            feet: tree.feet,
            foot_radius: tree.foot_radius,
            spec,
            sha256: sha256(texts.as_bytes()),
        })
    }
}
