//! What exporters leave in a URDF: macros and texts for numbers are refused with the joint or link
//! named, harmless noise is read.

use std::path::Path;

use tanglewalk::robot::Robot;
use tempfile::TempDir;

use super::robot::{spoilt, urdf};

fn load(folder: &Path) -> Robot {
    Robot::load(&folder.join("anymal_c.json")).unwrap()
}

/// The shipped robot with a text replaced in its URDF, which is read all the same.
pub(crate) fn harmless(from: &str, to: &str) -> (TempDir, Robot) {
    let folder = spoilt("anymal_c.urdf", from, to);
    let robot = load(folder.path());
    (folder, robot)
}

#[test]
fn macros_that_were_not_expanded() {
    let fix = "`xacro robot.urdf.xacro > robot.urdf`";
    urdf(
        "<mass value=\"2.781\"/>",
        "<mass value=\"${hip_mass}\"/>",
        &["link LF_HIP: mass value is `${hip_mass}`", fix],
    );
    urdf(
        "<child link=\"LF_HIP\"/>",
        "<child link=\"${prefix}HIP\"/>",
        &["joint LF_HAA: child link is `${prefix}HIP`", fix],
    );
    urdf(
        "<link name=\"LF_FOOT\">",
        "<link name=\"$(arg side)_FOOT\">",
        &["link $(arg side)_FOOT: name is", fix],
    );
    urdf(
        "<robot name=\"anymal_c_like\">",
        "<robot name=\"anymal_c_like\" xmlns:xacro=\"http://www.ros.org/wiki/xacro\">\n\
         <xacro:include filename=\"legs.xacro\"/>",
        &["include of line", "<xacro:include>", fix],
    );
    urdf(
        "<!-- LF -->",
        "<xacro:leg side=\"LF\"/>",
        &["not a URDF", "xacro", fix],
    );
}

#[test]
fn numbers_that_are_none() {
    let hip = "<mass value=\"2.781\"/>";
    for (value, fix) in [
        ("nan", "give finite numbers"),
        ("inf", "give finite numbers"),
        ("1e999", "give finite numbers"),
        ("2,781", "write decimal points, as in 0.5"),
        ("2.781 kg", "give 1 number(s)"),
        ("", "give 1 number(s)"),
    ] {
        let to = format!("<mass value=\"{value}\"/>");
        urdf(
            hip,
            &to,
            &[&format!("link LF_HIP: mass value is `{value}`"), fix],
        );
    }
    urdf(hip, "<mass/>", &["link LF_HIP: mass value is missing"]);
    urdf(
        hip,
        "",
        &["link LF_HIP: mass is missing", "add this element"],
    );
    urdf(
        "<origin xyz=\"0.3 0.104 0\"",
        "<origin xyz=\"0.3 0.104\"",
        &[
            "joint LF_HAA: origin xyz is `0.3 0.104`",
            "give 3 number(s)",
        ],
    );
    urdf(
        "<origin xyz=\"0.3 0.104 0\"",
        "<origin xyz=\"0,3 0,104 0\"",
        &[
            "joint LF_HAA: origin xyz is `0,3 0,104 0`",
            "decimal points",
        ],
    );
    urdf(
        "<geometry><sphere radius=\"0.05\"/></geometry>",
        "<geometry><ellipsoid radii=\"1 2 3\"/></geometry>",
        &[
            "link LF_SHANK: geometry is ellipsoid",
            "use box, sphere, capsule or cylinder",
        ],
    );
}

#[test]
fn what_exporters_leave_does_no_harm() {
    let shipped = Robot::built_in().unwrap();
    let haa = "<origin xyz=\"0.3 0.104 0\" rpy=\"0 0 0\"/>";
    for rpy in ["1e-17 -6.1e-17 0", "-0 0 1e-9", "0 0 6.283185307179586"] {
        let to = haa.replace("rpy=\"0 0 0\"", &format!("rpy=\"{rpy}\""));
        let (_folder, robot) = harmless(haa, &to);
        assert_eq!(robot.links, shipped.links, "{rpy}");
        assert_eq!(robot.joints, shipped.joints, "{rpy}");
    }
    let quarter = haa.replace("rpy=\"0 0 0\"", "rpy=\"0 0 1.5707963\"");
    urdf(
        haa,
        &quarter,
        &["joint LF_HAA: origin rpy is", "turn the axis instead"],
    );
    for (from, to) in [
        ("<axis xyz=\"1 0 0\"/>", "<axis xyz=\"1 1e-17 -0.0\"/>"),
        (
            "<sphere radius=\"0.03\"/>",
            "<sphere radius=\"0.030000001\"/>",
        ),
        ("xyz=\"0.3 0.104 0\"", "xyz=\" 0.3\n 0.104\t+0 \""),
        (
            "<link name=\"LF_HIP\">",
            "<link name=\"imu\"/><link name=\"LF_HIP\">",
        ),
        (
            "</robot>",
            "<gazebo reference=\"base\"><mu1>${mu}</mu1></gazebo></robot>",
        ),
        ("<robot", "<!DOCTYPE robot><robot"),
    ] {
        let (_folder, robot) = harmless(from, to);
        for (joint, other) in robot.joints.iter().zip(&shipped.joints) {
            assert!(joint.axis.abs_diff_eq(other.axis, 1e-9), "{to}");
            assert_eq!(
                (&joint.name, joint.origin),
                (&other.name, other.origin),
                "{to}"
            );
            assert_eq!(
                (joint.limits, joint.effort),
                (other.limits, other.effort),
                "{to}"
            );
        }
    }
}
