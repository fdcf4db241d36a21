//! `train` from the command line, on a run of seconds: what it writes, how it goes on, how it
//! ends when it is interrupted.

use std::path::Path;

use serde_json::Value;
use tanglewalk::policy::Policy;
use tanglewalk::robot::Robot;

use crate::policy_files::in_package;
use crate::program::{Call, tanglewalk};

/// Control steps of one iteration of [`tiny`].
pub(crate) const ITERATION: u64 = 8 * 16;

/// The shipped configuration, shrunk to two iterations of 8 robots and a small network.
pub(crate) fn tiny() -> Value {
    let text = std::fs::read_to_string(in_package("assets/training/walk.json")).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    config["environments"] = 8.into();
    config["horizon"] = 16.into();
    config["total_steps"] = (2 * ITERATION).into();
    config["checkpoint_steps"] = ITERATION.into();
    config["network"]["encoder"] = serde_json::json!([16]);
    config["network"]["recurrent"] = 16.into();
    config["network"]["critic"] = serde_json::json!([16]);
    config["ppo"]["minibatches"] = 2.into();
    config["stages"].as_array_mut().unwrap().truncate(1);
    config
}

/// `train` of [`tiny`] into the folder `run` of `folder`.
pub(crate) fn train(folder: &Path) -> Call {
    let file = folder.join("config.json");
    std::fs::write(&file, tiny().to_string()).unwrap();
    tanglewalk("train --config")
        .with(file)
        .with("--out")
        .with(folder.join("run"))
}

/// The lines of a run's metrics.
pub(crate) fn metrics(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("run/metrics.jsonl")).unwrap_or_default();
    let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
    whole
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A checkpoint of the run, on the shipped robot.
pub(crate) fn checkpoint(folder: &Path, name: &str) -> Policy {
    let file = folder.join("run/checkpoints").join(name);
    Policy::load(&file, &Robot::built_in().unwrap()).unwrap()
}

#[test]
fn the_shipped_configurations_can_be_trained() {
    let robot = Robot::built_in().unwrap();
    let mut names = Vec::new();
    for entry in std::fs::read_dir(in_package("assets/training")).unwrap() {
        let file = entry.unwrap().path();
        let config = tanglewalk::training::TrainingConfig::load(&file).unwrap();
        config.check_robot("a shipped file", &robot).unwrap();
        names.push(file.file_name().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(
        names,
        ["main.json", "rough.json", "short.json", "walk.json"]
    );
}

#[test]
fn a_run_writes_checkpoints_and_metrics_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let said = train(folder).done();
    assert!(said.contains("256 steps are saved, policy"), "{said}");
    let steps: Vec<u64> = metrics(folder)
        .iter()
        .map(|line| line["step"].as_u64().unwrap())
        .collect();
    assert_eq!(steps, [ITERATION, 2 * ITERATION]);
    for line in metrics(folder) {
        for field in [
            "steps_per_second",
            "reward",
            "velocity_error",
            "learning_rate",
            "value_loss",
        ] {
            assert!(
                line[field].as_f64().is_some_and(f64::is_finite),
                "{field} in {line}"
            );
        }
        let terms = line["terms"].as_object().unwrap();
        assert!(terms["fall"].as_f64().unwrap() <= 0.0 && terms["track_yaw"].as_f64() > Some(0.0));
        let sum: f64 = terms.values().map(|paid| paid.as_f64().unwrap()).sum();
        // a step's sum is cut at zero
        assert!(line["reward"].as_f64().unwrap() > sum - 1e-6, "{line}");
    }
    for (name, steps) in [
        ("step_000000000.json", 0),
        ("step_000000128.json", 128),
        ("step_000000256.json", 256),
        ("latest.json", 256),
    ] {
        assert_eq!(checkpoint(folder, name).manifest.steps, steps, "{name}");
    }
    train(folder)
        .with("--resume")
        .with("--steps")
        .with("512")
        .done();
    assert_eq!(metrics(folder).len(), 4);
    assert_eq!(metrics(folder)[3]["step"], 512);
    assert!(metrics(folder)[2]["seconds"].as_f64() > metrics(folder)[1]["seconds"].as_f64());
    let latest = checkpoint(folder, "latest.json").manifest;
    assert_eq!((latest.steps, latest.network.recurrent), (512, 16));
    assert!(
        latest.normaliser.count >= 512.0,
        "what was seen before is kept"
    );
}

#[test]
fn a_stage_may_change_how_many_robots_act_and_for_how_long() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut config = tiny();
    config["stages"][0]["noise_loss"] = 1.into();
    config["stages"][0]["symmetry"] = serde_json::json!(["left_right"]);
    let mut stage = config["stages"][0].clone();
    stage["from_step"] = ITERATION.into();
    (stage["environments"], stage["horizon"]) = (12.into(), 20.into());
    config["stages"].as_array_mut().unwrap().push(stage);
    config["total_steps"] = (ITERATION + 1).into();
    let call = train(folder);
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    call.done();
    let steps: Vec<u64> = metrics(folder)
        .iter()
        .map(|line| line["step"].as_u64().unwrap())
        .collect();
    assert_eq!(steps, [ITERATION, ITERATION + 12 * 20]);
}

/// The weights that a checkpoint's file holds, all in one row.
fn weights(folder: &Path, name: &str) -> Vec<f32> {
    let bytes = std::fs::read(folder.join("run/checkpoints").join(name)).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut named = tensors.tensors();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let rows = named
        .iter()
        .flat_map(|(_, tensor)| tensor.data().as_chunks::<4>().0);
    rows.map(|chunk| f32::from_le_bytes(*chunk)).collect()
}

#[test]
fn a_run_hands_over_the_mean_of_its_late_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut config = tiny();
    config["total_steps"] = (5 * ITERATION).into();
    config["checkpoint_steps"] = (2 * ITERATION).into();
    config["average_from_step"] = (2 * ITERATION).into();
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let run = |more: &str| {
        let call = format!("train --config config.json --out run {more}");
        tanglewalk(&call).within(folder).done()
    };
    let said = run("--steps 128");
    assert!(!said.contains("average"), "not so far yet: {said}");
    let stray = folder.join("run/checkpoints/step_000000300.json");
    std::fs::write(stray, "a checkpoint of another run").unwrap();
    let said = run("--resume");
    assert!(said.contains("average.json"), "{said}");
    let parts = ["step_000000256", "step_000000512", "latest"]
        .map(|name| weights(folder, &format!("{name}.safetensors")));
    let average = weights(folder, "average.safetensors");
    assert_eq!(average.len(), parts[0].len());
    let mut moved = 0;
    for (at, found) in average.iter().enumerate() {
        let [a, b, c] = [0, 1, 2].map(|k| f64::from(parts[k][at]));
        let expected = (a + b + c) / 3.0;
        assert!(
            (f64::from(*found) - expected).abs() < 1e-6,
            "{at}: {found}, {expected}"
        );
        moved += usize::from(a != c);
    }
    assert!(moved > average.len() / 2, "{moved} weights moved at all");
    let [average, latest] =
        ["average.json", "latest.json"].map(|name| checkpoint(folder, name).manifest);
    assert_eq!((average.steps, latest.steps), (640, 640));
    assert_eq!(
        (average.averaged_from, latest.averaged_from),
        (Some(256), None)
    );
    assert_eq!(average.normaliser, latest.normaliser);
    std::fs::remove_file(folder.join("run/checkpoints/step_000000512.safetensors")).unwrap();
    tanglewalk("train --config config.json --out run --resume")
        .within(folder)
        .refused(&[
            "a checkpoint that is spoilt",
            "step_000000512",
            "restore it",
        ]);
}

#[test]
fn a_run_on_rough_ground_trains_and_keeps_its_terrain() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut config = tiny();
    config["episode_seconds"] = 0.1.into();
    config["terrain"] = serde_json::json!({
        "shares": { "slope": 1, "steps": 1, "rough": 1 },
        "slope_degrees": 15, "step_height": 0.06, "rough_height": 0.08
    });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    tanglewalk("train --config config.json --out run")
        .within(folder)
        .done();
    assert!(
        metrics(folder)
            .iter()
            .all(|line| line["reward"].is_number())
    );
    let kept = std::fs::read_to_string(folder.join("run/config.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["terrain"]["slope_degrees"], 15.0);
    assert_eq!(kept["terrain"]["shares"]["flat"], 0.0);
}

#[test]
fn a_fresh_policy_walks_into_a_recording_with_all_its_layers() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).with("--steps").with("0").done();
    tanglewalk("rollout --seconds 1 --policy")
        .with(folder.join("run/checkpoints/latest.json"))
        .with("--out")
        .with(folder.join("run.npz"))
        .done();
    let arrays = tanglewalk::recording::npz::read_all(&folder.join("run.npz")).unwrap();
    assert_eq!(arrays["hidden"].shape[1], 16);
    assert_eq!(arrays["encoder"].shape[1], 16);
}
