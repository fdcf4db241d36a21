//! Policies that are missing, foreign, spoiled, or made for another robot.

use safetensors::tensor::Dtype;

use crate::policy_files::{PolicyFiles, in_package};
use crate::program::tanglewalk;

/// The policy must be refused with `quotes`, wherever it is named.
fn refused(policy: &PolicyFiles, quotes: &[&str]) {
    tanglewalk("rollout --seconds 0.1 --out never.npz --policy")
        .with(policy.manifest())
        .within(policy.folder())
        .refused(quotes);
    let file = policy.folder().join("never.npz");
    assert!(!file.exists(), "nothing is recorded");
}

#[test]
fn no_policy_there() {
    for command in ["evaluate --policy", "basis --policy"] {
        tanglewalk(command).with("/no/such/policy.json").refused(&[
            "cannot read policy file /no/such/policy.json",
            "No such file or directory",
            "check the path",
        ]);
    }
    let policy = PolicyFiles::shipped();
    std::fs::remove_file(policy.weights()).unwrap();
    refused(&policy, &["cannot read policy file", "walk.safetensors"]);
}

#[test]
fn a_manifest_that_is_none() {
    let policy = PolicyFiles::shipped();
    let text = std::fs::read_to_string(policy.manifest()).unwrap();
    std::fs::write(policy.manifest(), &text[..text.len() / 2]).unwrap();
    refused(
        &policy,
        &[
            "walk.json, line",
            "not a policy manifest: EOF while parsing",
        ],
    );
    let foreign = in_package("assets/training/walk.json");
    std::fs::copy(foreign, policy.manifest()).unwrap();
    let fix = "name the .json that `train` wrote";
    refused(
        &policy,
        &["not a policy manifest: unknown field `seed`", fix],
    );
    std::fs::copy(policy.weights(), policy.manifest()).unwrap();
    refused(&policy, &["walk.json: it is not a text"]);
    let policy = PolicyFiles::shipped().edit(|manifest| manifest["weights"] = 5.into());
    refused(
        &policy,
        &["not a policy manifest: weights is 5; give a text"],
    );
}

#[test]
fn weights_of_another_policy_or_cut_short() {
    let policy = PolicyFiles::shipped();
    let bytes = std::fs::read(policy.weights()).unwrap();
    std::fs::write(policy.weights(), &bytes[..bytes.len() / 2]).unwrap();
    refused(
        &policy,
        &[
            "walk.safetensors: its SHA-256 is",
            "restore the weights that belong to the manifest",
        ],
    );
    let policy = PolicyFiles::shipped().rewrite(|bytes| bytes.truncate(bytes.len() / 2));
    let fix = "the file is truncated or not this policy's weights";
    refused(&policy, &["walk.safetensors", fix]);
    let policy = PolicyFiles::shipped().rewrite(|bytes| *bytes = b"weights".to_vec());
    refused(&policy, &["walk.safetensors", fix]);
    let policy = PolicyFiles::shipped().rewrite(Vec::clear);
    refused(&policy, &["walk.safetensors", fix]);
}

#[test]
fn weights_that_are_no_numbers() {
    for (value, name) in [(f32::NAN, "NaN"), (f32::INFINITY, "inf")] {
        let policy = PolicyFiles::shipped().reweigh(|tensors| {
            let (_, _, bytes) = tensors.get_mut("action.weight").unwrap();
            bytes[28..32].copy_from_slice(&value.to_le_bytes());
        });
        let quote = format!("tensor `action.weight`: entry 7 is {name}, not finite");
        refused(&policy, &["walk.safetensors", &quote]);
    }
}

#[test]
fn tensors_that_do_not_fit_the_manifest() {
    let policy = PolicyFiles::shipped().reweigh(|tensors| {
        tensors.remove("lstm.recurrent");
    });
    refused(&policy, &["tensor `lstm.recurrent`: missing"]);
    let policy = PolicyFiles::shipped().reweigh(|tensors| {
        tensors.get_mut("action.weight").unwrap().1.reverse();
    });
    refused(
        &policy,
        &["tensor `action.weight`", "[12, 128]", "[128, 12]"],
    );
    let policy = PolicyFiles::shipped().reweigh(|tensors| {
        let (dtype, shape, _) = tensors.get_mut("action.bias").unwrap();
        (*dtype, *shape) = (Dtype::F16, vec![24]);
    });
    refused(&policy, &["tensor `action.bias`: is F16, not F32"]);
    let policy = PolicyFiles::shipped().edit(|m| m["network"]["recurrent"] = 64.into());
    refused(&policy, &["tensor `lstm.input.", "not [128, 256]"]);
    let policy = PolicyFiles::shipped().edit(|m| m["network"]["recurrent"] = 1_000_000.into());
    refused(
        &policy,
        &[
            "walk.json: network.recurrent is 1000000",
            "layer sizes from 1 to 8192",
        ],
    );
}

#[test]
fn another_observation_robot_or_control_loop() {
    let fix = "use a policy trained for this robot";
    let policy = PolicyFiles::shipped()
        .edit(|m| m["observation"]["layout"] = "proprioception-235-v1".into());
    refused(
        &policy,
        &[
            "walk.json: observation is proprioception-235-v1 with 48",
            "need proprioception-48-v1 with 48",
            fix,
        ],
    );
    let policy = PolicyFiles::shipped().edit(|m| m["robot"]["sha256"] = "0".repeat(64).into());
    refused(
        &policy,
        &["robot.sha256 is anymal_c_like (000000000000)", fix],
    );
    let policy = PolicyFiles::shipped().edit(|m| m["robot"]["joints"][3] = "LH_HIP".into());
    refused(&policy, &["robot.joints is", "LH_HIP", fix]);
    let policy = PolicyFiles::shipped().edit(|m| m["control"]["stiffness"] = 40.0.into());
    refused(
        &policy,
        &["control is", "stiffness: 40.0", "stiffness: 80.0", fix],
    );
    let policy = PolicyFiles::shipped().edit(|m| m["format_version"] = 2.into());
    refused(&policy, &["walk.json: format_version is 2", "need 1"]);
}

#[test]
fn normalisation_and_ranges_that_cannot_be_used() {
    let policy = PolicyFiles::shipped().edit(|manifest| {
        manifest["normaliser"]["mean"].as_array_mut().unwrap().pop();
    });
    refused(
        &policy,
        &["normaliser.mean is 47 entries", "need 48 entries"],
    );
    let policy = PolicyFiles::shipped().edit(|m| m["normaliser"]["variance"][0] = (-1.0).into());
    refused(
        &policy,
        &[
            "normaliser.variance[0] is -1.0",
            "need finite numbers from zero on",
        ],
    );
    let policy = PolicyFiles::shipped().edit(|m| m["normaliser"]["mean"][5] = 1e300.into());
    refused(
        &policy,
        &["normaliser.mean[5] is 1e300", "need finite numbers"],
    );
    let policy =
        PolicyFiles::shipped().edit(|m| m["command_range"]["yaw"] = serde_json::json!([1.0, -1.0]));
    refused(
        &policy,
        &["command_range.yaw is [1.0, -1.0]", "need [lowest, highest]"],
    );
}

#[test]
fn weights_so_large_that_activity_overflows_end_the_run() {
    let policy = PolicyFiles::shipped().reweigh(|tensors| {
        let (_, _, bytes) = tensors.get_mut("encoder.0.weight").unwrap();
        for (index, value) in bytes.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let sign = if index % 3 == 0 { -1.0 } else { 1.0 };
            *value = (sign * f32::MAX).to_le_bytes();
        }
    });
    let file = policy.folder().join("run.npz");
    let said = tanglewalk("rollout --seconds 1 --policy")
        .with(policy.manifest())
        .with("--out")
        .with(&file)
        .done();
    assert!(said.contains("The robot fell after"), "{said}");
    assert!(file.is_file());
}
