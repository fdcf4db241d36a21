//! From files (or the built-in copies) to a checked [`Robot`].

use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Robot, RobotError, RobotSpec, urdf};

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
        let json = read(path)?;
        let spec = RobotSpec::from_json(&json, &path.display().to_string())?;
        let urdf_path = path.with_file_name(&spec.urdf);
        let urdf = read(&urdf_path)?;
        Self::from_texts(
            &json,
            &path.display().to_string(),
            &urdf,
            &urdf_path.display().to_string(),
        )
    }

    /// Builds a robot from the two texts; the names are for messages.
    pub fn from_texts(
        json: &str,
        json_name: &str,
        urdf_text: &str,
        urdf_name: &str,
    ) -> Result<Self, RobotError> {
        let spec = RobotSpec::from_json(json, json_name)?;
        let tree = urdf::read(urdf_text, urdf_name, &spec)?;
        let mut hasher = Sha256::new();
        hasher.update(urdf_text.as_bytes());
        hasher.update(json.as_bytes());
        let sha256 = hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            name: spec.name.clone(),
            links: tree.links,
            joints: tree.joints,
            feet: tree.feet,
            foot_radius: tree.foot_radius,
            spec,
            sha256,
        })
    }
}

fn read(path: &Path) -> Result<String, RobotError> {
    std::fs::read_to_string(path).map_err(|source| RobotError::Read {
        file: path.to_owned(),
        source,
    })
}
