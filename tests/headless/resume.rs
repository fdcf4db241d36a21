//! Runs of training that were killed: what is torn or overtaken is gone from the metrics, and what
//! is saved belongs together.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::Call;
use crate::training::{ITERATION, checkpoint, metrics, tiny, train};

fn resume(folder: &Path, iterations: u64) -> Call {
    let steps = (iterations * ITERATION).to_string();
    train(folder).words("--resume --steps").with(steps)
}

/// Steps of all lines of the metrics; every line must be whole.
fn steps(folder: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(folder.join("run/metrics.jsonl")).unwrap();
    assert!(text.ends_with('\n'));
    let lines = metrics(folder);
    lines
        .iter()
        .map(|line| line["step"].as_u64().unwrap())
        .collect()
}

fn up_to(iterations: u64) -> Vec<u64> {
    (1..=iterations).map(|k| k * ITERATION).collect()
}

/// The records that the state names.
fn records(folder: &Path) -> Vec<PathBuf> {
    let resume = folder.join("run/resume");
    let state = std::fs::read_to_string(resume.join("state.json")).unwrap();
    let state: Value = serde_json::from_str(&state).unwrap();
    ["networks", "optimiser"]
        .map(|name| resume.join(state["records"][name]["file"].as_str().unwrap()))
        .to_vec()
}

#[test]
fn torn_and_overtaken_lines_are_gone_after_a_resume() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).done();
    let file = folder.join("run/metrics.jsonl");
    let whole = std::fs::read_to_string(&file).unwrap();
    let overtaken = whole
        .lines()
        .last()
        .unwrap()
        .replace("\"step\":256", "\"step\":384");
    std::fs::write(&file, format!("{whole}{overtaken}\n{}", &overtaken[..40])).unwrap();
    resume(folder, 4).done();
    assert_eq!(steps(folder), up_to(4));
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with(&whole), "whole lines are not rewritten");
    // a line that was covered is lost if it is torn, and no other with it
    std::fs::write(&file, &kept[..kept.len() - 40]).unwrap();
    resume(folder, 5).done();
    assert_eq!(steps(folder), [1, 2, 3, 5].map(|k| k * ITERATION));
}

#[test]
fn a_run_that_was_killed_before_it_saved_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).done();
    std::fs::remove_dir_all(folder.join("run/resume")).unwrap();
    train(folder).done();
    assert_eq!(steps(folder), up_to(2));
}

#[test]
fn a_state_names_its_records_and_earlier_ones_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).done();
    let first = records(folder);
    resume(folder, 3).done();
    let second = records(folder);
    assert!(first.iter().all(|file| !file.exists()) && second.iter().all(|file| file.exists()));
    // killed while it saved the next state: records of a step that no state names
    for (before, name) in second
        .iter()
        .zip(["networks_000000512.bpk", "optimiser_000000512.bpk"])
    {
        std::fs::write(before.with_file_name(name), "half").unwrap();
    }
    resume(folder, 4).done();
    assert_eq!(
        checkpoint(folder, "latest.json").manifest.steps,
        4 * ITERATION
    );
    let left = std::fs::read_dir(folder.join("run/resume"))
        .unwrap()
        .count();
    assert_eq!(left, 3, "the state and its two records");
}

#[test]
fn records_of_runs_from_before_they_were_named_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).done();
    for (file, name) in records(folder)
        .iter()
        .zip(["networks.bpk", "optimiser.bpk"])
    {
        std::fs::rename(file, file.with_file_name(name)).unwrap();
    }
    let state = folder.join("run/resume/state.json");
    let mut old: Value = serde_json::from_slice(&std::fs::read(&state).unwrap()).unwrap();
    old.as_object_mut().unwrap().remove("records");
    std::fs::write(&state, old.to_string()).unwrap();
    resume(folder, 3).done();
    assert_eq!(steps(folder), up_to(3));
}

#[test]
fn a_state_that_is_torn_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    train(folder).done();
    let fix = "restore it from a copy, or train anew in another folder";
    for file in records(folder) {
        let bytes = std::fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for torn in [&bytes[..bytes.len() / 2], b"spoilt", b""] {
            std::fs::write(&file, torn).unwrap();
            resume(folder, 3).refused(&[&name, "not what state.json names", fix]);
        }
        std::fs::remove_file(&file).unwrap();
        resume(folder, 3).refused(&["cannot read", &name]);
        std::fs::write(&file, bytes).unwrap();
    }
    let state = folder.join("run/resume/state.json");
    let text = std::fs::read(&state).unwrap();
    std::fs::write(&state, &text[..text.len() / 2]).unwrap();
    resume(folder, 3).refused(&["state.json: not the whole state of a run", fix]);
    std::fs::write(&state, text).unwrap();
    resume(folder, 3).done();
}

#[test]
fn a_kept_checkpoint_that_is_torn_is_known_before_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = tiny();
    config["average_from_step"] = 1.into();
    let file = folder.path().join("average.json");
    std::fs::write(&file, config.to_string()).unwrap();
    let call = || {
        let call = crate::program::tanglewalk("train --config").with(&file);
        call.with("--out").with(folder.path().join("run"))
    };
    call().done();
    let kept = folder
        .path()
        .join("run/checkpoints/step_000000128.safetensors");
    let bytes = std::fs::read(&kept).unwrap();
    std::fs::write(&kept, &bytes[..bytes.len() / 2]).unwrap();
    call().words("--resume --steps 512").refused(&[
        "the mean at the end takes a checkpoint that is spoilt",
        "step_000000128.safetensors",
        "restore it, or set average_from_step after it",
    ]);
    assert_eq!(steps(folder.path()), up_to(2), "nothing was trained");
    std::fs::write(&kept, bytes).unwrap();
    call().words("--resume --steps 512").done();
}
