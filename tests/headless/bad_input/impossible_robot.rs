//! Robots that can't be: the joint or link is named.

use super::exported_robot::harmless;
use super::robot::{json, urdf};

const LIMIT: &str = "<limit lower=\"-0.72\" upper=\"0.49\" effort=\"80\" velocity=\"7.5\"/>";
const SHANK: &str = "ixx=\"0.0088\" iyy=\"0.0102\" izz=\"0.0016\"";

#[test]
fn an_inertia_that_no_body_has() {
    let rule = "the two smaller ones must add up to the largest";
    for izz in ["1.6", "0.16", "0.0250"] {
        let to = SHANK.replace("0.0016", izz);
        let quotes = ["link LF_SHANK: inertia is one of no body", "kg m^2", rule];
        urdf(SHANK, &to, &quotes);
    }
    // turned away from the axes of the frame the moments are the same
    let base = "<origin xyz=\"0.0025 0 0.0502\" rpy=\"0 0 0\"/>\n      <mass value=\"19.2\"/>\n      \
                <inertia ixx=\"0.2174\" iyy=\"0.6396\" izz=\"0.624\" ixy=\"0\"";
    let turned = base
        .replace("rpy=\"0 0 0\"", "rpy=\"0.4 0.3 0.2\"")
        .replace("iyy=\"0.6396\"", "iyy=\"0.9\"");
    urdf(
        base,
        &turned,
        &["link base: inertia is one of no body", rule],
    );
    urdf(
        SHANK,
        "ixx=\"8800\" iyy=\"10200\" izz=\"3600\"",
        &["link LF_SHANK: inertia is that of 0.588 kg", "not kg mm^2"],
    );
}

#[test]
fn an_inertia_at_the_edge_of_the_possible_is_allowed() {
    // a plate without thickness: A + B = C, and what is left of it with three digits
    let tilted = format!("{SHANK} ixy=\"0\" ixz=\"0.0018\"");
    for izz in ["0.0190", "0.0191"] {
        let flat = tilted.replace("0.0016", izz).replace("0.0018", "0");
        harmless(&tilted, &flat);
    }
    let beyond = tilted.replace("0.0016", "0.0193").replace("0.0018", "0");
    urdf(
        &tilted,
        &beyond,
        &["link LF_SHANK: inertia is one of no body"],
    );
}

#[test]
fn masses_and_sizes_in_other_units() {
    urdf(
        "value=\"19.2\"",
        "value=\"19200\"",
        &["link base: mass is 19200", "give kg, not g"],
    );
    urdf(
        "<origin xyz=\"0.3 0.104 0\"",
        "<origin xyz=\"300 104 0\"",
        &[
            "joint LF_HAA: origin xyz is [300.0, 104.0, 0.0]",
            "give m, not mm",
        ],
    );
    urdf(
        "<sphere radius=\"0.05\"/>",
        "<sphere radius=\"50\"/>",
        &["link LF_SHANK: collision size is [50.0]", "in m"],
    );
    json(
        "\"start_height\": 0.56",
        "\"start_height\": 560",
        &["start_height is 560", "not mm"],
    );
}

#[test]
fn degrees_for_radians() {
    let rad = "give rad, not degrees";
    urdf(
        LIMIT,
        &LIMIT.replace("-0.72", "-41.2"),
        &[
            "joint LF_HAA: limit is -41.2 to 0.49",
            rad,
            "-41.2 degrees are -0.7191 rad",
        ],
    );
    urdf(
        "<limit lower=\"-9.4\" upper=\"9.4\"",
        "<limit lower=\"-180\" upper=\"180\"",
        &["joint LF_HFE: limit is -180 to 180", rad],
    );
    urdf(
        "<origin xyz=\"0 0 0.08\" rpy=\"0 0 0\"/>",
        "<origin xyz=\"0 0 0.08\" rpy=\"0 0 90\"/>",
        &["link base: origin rpy is [0.0, 0.0, 90.0]", rad],
    );
    json(
        "[0.03, 0.4, -0.8,",
        "[1.7, 23, -46,",
        &[
            "default_joint_position[0] (joint LF_HAA) is 1.7",
            "limits -0.72 to 0.49",
        ],
    );
}

#[test]
fn names_that_are_given_twice() {
    let own = "give each link and joint a name of its own";
    urdf(
        "<link name=\"LH_HIP\">",
        "<link name=\"LF_HIP\">",
        &["link LF_HIP: name is given twice", own],
    );
    urdf(
        "<joint name=\"LH_HAA\"",
        "<joint name=\"LF_HAA\"",
        &["joint LF_HAA: name is given twice", own],
    );
    urdf(
        "<child link=\"LH_HIP\"/>",
        "<child link=\"LF_HIP\"/>",
        &["joint LH_HAA: child is LF_HIP, which LF_HAA moves already"],
    );
    let each = "give each leg three joints and a foot of its own";
    json(
        "[\"LH_HAA\", \"LH_HFE\", \"LH_KFE\"]",
        "[\"LF_HAA\", \"LF_HFE\", \"LF_KFE\"]",
        &[
            "legs[1].joints[0] is `LF_HAA`, which leg LF names already",
            each,
        ],
    );
    json(
        "\"foot\": \"RH_FOOT\"",
        "\"foot\": \"LF_FOOT\"",
        &[
            "legs[3].foot is `LF_FOOT`, which leg LF names already",
            each,
        ],
    );
}

#[test]
fn joints_that_are_not_limited_or_not_driven() {
    let fix = "with a <limit> that has lower, upper, effort and velocity";
    urdf(
        "<joint name=\"LF_HAA\" type=\"revolute\">",
        "<joint name=\"LF_HAA\" type=\"continuous\">",
        &["joint LF_HAA: type is Continuous", fix],
    );
    urdf(
        "<joint name=\"LF_HAA\" type=\"revolute\">",
        "<joint name=\"LF_HAA\" type=\"hinge\">",
        &["joint LF_HAA: type is `hinge`", "revolute, continuous"],
    );
    urdf(
        LIMIT,
        "",
        &["joint LF_HAA: limit is missing", "lower and upper in rad"],
    );
    let none = LIMIT.replace(" velocity=\"7.5\"", "");
    urdf(LIMIT, &none, &["joint LF_HAA: limit velocity is missing"]);
    for effort in ["0", "-80", "1e-60"] {
        let to = LIMIT.replace("effort=\"80\"", &format!("effort=\"{effort}\""));
        urdf(LIMIT, &to, &["joint LF_HAA: limit effort is", "above zero"]);
    }
}
