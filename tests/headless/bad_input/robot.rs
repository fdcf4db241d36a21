//! Robots whose files are missing, malformed or physically impossible.

use std::path::Path;

use tempfile::TempDir;

use crate::policy_files::in_package;
use crate::program::tanglewalk;

/// A copy of the shipped robot with one text replaced in one of its files.
pub(crate) fn spoilt(file: &str, from: &str, to: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["anymal_c.json", "anymal_c.urdf"] {
        let shipped = in_package("assets/robots").join(name);
        let mut text = std::fs::read_to_string(shipped).unwrap();
        if name == file {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub(crate) fn refused(folder: &Path, quotes: &[&str]) {
    tanglewalk("rollout --seconds 0.1 --out never.npz --robot")
        .with(folder.join("anymal_c.json"))
        .within(folder)
        .refused(quotes);
}

#[track_caller]
pub(crate) fn urdf(from: &str, to: &str, quotes: &[&str]) {
    let folder = spoilt("anymal_c.urdf", from, to);
    let mut all = vec!["anymal_c.urdf"];
    all.extend(quotes);
    refused(folder.path(), &all);
}

#[track_caller]
pub(crate) fn json(from: &str, to: &str, quotes: &[&str]) {
    let folder = spoilt("anymal_c.json", from, to);
    let mut all = vec!["anymal_c.json"];
    all.extend(quotes);
    refused(folder.path(), &all);
}

#[test]
fn files_that_are_not_there() {
    tanglewalk("evaluate --robot /no/such/robot.json").refused(&[
        "cannot read robot file /no/such/robot.json",
        "check the path",
    ]);
    let folder = spoilt("anymal_c.json", "\"anymal_c.urdf\"", "\"other.urdf\"");
    refused(
        folder.path(),
        &["cannot read robot file", "other.urdf", "check the path"],
    );
}

#[test]
fn a_urdf_that_is_no_xml() {
    urdf(
        "<link name=\"base\">",
        "<link name=\"base>",
        &["not a URDF", "fix the XML"],
    );
    urdf("</robot>", "", &["not a URDF", "fix the XML"]);
}

#[test]
fn links_without_a_possible_mass() {
    let fix = "give an <inertial> with a mass above zero, in kg";
    urdf(
        "value=\"19.2\"",
        "value=\"-19.2\"",
        &["link base: mass is -19.2", fix],
    );
    urdf(
        "value=\"0.588\"",
        "value=\"0\"",
        &["link LF_SHANK: mass is 0", fix],
    );
    urdf(
        "ixx=\"0.0033\"",
        "ixx=\"-0.0033\"",
        &["link LF_HIP: inertia is", "positive definite"],
    );
}

#[test]
fn joints_that_are_missing_or_hang_elsewhere() {
    urdf(
        "<joint name=\"RF_HFE\"",
        "<joint name=\"RF_HIP_2\"",
        &["joint RF_HFE: joint is missing", "`legs`"],
    );
    urdf(
        "<parent link=\"LF_THIGH\"/>",
        "<parent link=\"base\"/>",
        &["joint LF_KFE: parent is base", "hang it on LF_THIGH"],
    );
    urdf(
        "<joint name=\"LF_HAA\" type=\"revolute\">",
        "<joint name=\"LF_HAA\" type=\"prismatic\">",
        &["joint LF_HAA: type is Prismatic", "make it revolute"],
    );
    urdf(
        "<joint name=\"LF_FOOT_FIXED\" type=\"fixed\">",
        "<joint name=\"LF_FOOT_FIXED\" type=\"floating\">",
        &[
            "joint LF_FOOT_FIXED: parent is Floating on LF_SHANK",
            "fix it to LF_SHANK",
        ],
    );
}

#[test]
fn colliders_that_are_no_primitives() {
    urdf(
        "<sphere radius=\"0.05\"/>",
        "<mesh filename=\"knee.stl\"/>",
        &[
            "link LF_SHANK: collision is mesh knee.stl",
            "use box, sphere, capsule or cylinder",
        ],
    );
    urdf(
        "<sphere radius=\"0.03\"/>",
        "<box size=\"0.03 0.03 0.03\"/>",
        &[
            "link LF_FOOT: collision is another shape",
            "give the foot one sphere",
        ],
    );
    urdf(
        "<sphere radius=\"0.03\"/>",
        "<sphere radius=\"0.04\"/>",
        &[
            "radius is 0.04 beside 0.03",
            "give all four feet one radius",
        ],
    );
    urdf(
        "<sphere radius=\"0.05\"/>",
        "<sphere radius=\"-0.05\"/>",
        &[
            "link LF_SHANK: collision size is [-0.05]",
            "give sizes above zero, in m",
        ],
    );
}

#[test]
fn settings_that_are_no_json_or_not_the_robots() {
    json(
        "\"substeps\": 4,",
        "\"substeps\": 4",
        &["line 7, column 3", "expected `,` or `}`"],
    );
    json(
        "\"damping\"",
        "\"dumping\"",
        &["line 10, column 11: unknown field `dumping`; did you mean `damping`?"],
    );
    json(
        "0.03, 0.4, -0.8,",
        "0.03, 0.4,",
        &[
            "line 7",
            "default_joint_position is 11 long; give a list of 12",
        ],
    );
    json(
        "\"format_version\": 1",
        "\"format_version\": 7",
        &["anymal_c.json: format_version is 7"],
    );
}

#[test]
fn settings_that_cannot_be_driven() {
    let above = "give a number above zero";
    json(
        "\"stiffness\": 80.0",
        "\"stiffness\": 0",
        &["anymal_c.json: stiffness is 0", above],
    );
    json(
        "\"substeps\": 4",
        "\"substeps\": 0",
        &["anymal_c.json: substeps is 0", above],
    );
    json(
        "\"damping\": 2.0",
        "\"damping\": -1",
        &["anymal_c.json: damping is -1"],
    );
    json(
        "\"full_torque_below\": 6.0",
        "\"full_torque_below\": 9.0",
        &[
            "speed_law.full_torque_below is 9",
            "below `no_torque_above`",
        ],
    );
    json(
        "\"name\": \"LH\"",
        "\"name\": \"RH\"",
        &[
            "legs[1].name is `RH`",
            "the legs go in the order LF, LH, RF, RH",
        ],
    );
}

#[test]
fn a_robot_that_the_policy_was_not_trained_on() {
    let fix = "use a policy trained for this robot";
    let folder = spoilt(
        "anymal_c.json",
        "\"stiffness\": 80.0",
        "\"stiffness\": 40.0",
    );
    refused(
        folder.path(),
        &[
            "control is",
            "stiffness: 80.0",
            "need",
            "stiffness: 40.0",
            fix,
        ],
    );
    let folder = spoilt("anymal_c.urdf", "value=\"19.2\"", "value=\"19.3\"");
    refused(folder.path(), &["robot.sha256 is anymal_c_like", fix]);
}
