//! Ctrl-C: what was done so far is saved, and the exit code is 130.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::tanglewalk;
use crate::recording::Recording;
use crate::training::{ITERATION, checkpoint, metrics, train};

/// Waits for something that takes a moment.
fn wait_for(what: &str, come: impl Fn() -> bool) {
    let begun = Instant::now();
    while !come() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "no {what} in a minute"
        );
        sleep(Duration::from_millis(20));
    }
}

/// Whether the process has taken Ctrl-C into its own hands.
fn listens(child: &Child) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = u64::from_str_radix(caught.unwrap_or_default().trim(), 16).unwrap_or(0);
    caught & 0b10 != 0
}

/// A rollout of a day that has begun and takes signals into its own hands.
fn long_rollout(file: &Path) -> Child {
    let child = tanglewalk("rollout --command 0.5,0,0 --seconds 86400 --out")
        .with(file)
        .start();
    wait_for("answer to a signal", || listens(&child));
    child
}

/// Presses Ctrl-C; the program must end with 130. Returns what it said.
fn interrupt(child: Child) -> String {
    end_by("-INT", child)
}

/// Sends a signal; the program must end with 130. Returns what it said.
fn end_by(signal: &str, child: Child) -> String {
    let pressed = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(pressed.unwrap().success());
    ended(child)
}

/// Waits for the end of a program that was told to end, which must be 130. Returns what it said.
fn ended(mut child: Child) -> String {
    let status = child.wait().unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(status.code(), Some(130), "{said}");
    assert!(said.contains("interrupted"), "{said}");
    said
}

#[test]
fn training_leaves_a_checkpoint_and_goes_on_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let child = train(folder).with("--steps").with("1000000000").start();
    wait_for("iteration", || metrics(folder).len() >= 2);
    let said = interrupt(child);
    assert!(said.contains("go on with --resume"), "{said}");
    let last = metrics(folder).last().unwrap()["step"].as_u64().unwrap();
    assert_eq!(checkpoint(folder, "latest.json").manifest.steps, last);
    let more = last + ITERATION;
    train(folder)
        .with("--resume")
        .with("--steps")
        .with(more.to_string())
        .done();
    assert_eq!(checkpoint(folder, "latest.json").manifest.steps, more);
}

#[test]
fn a_rollout_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let child = long_rollout(&file);
    let said = interrupt(child);
    let run = Recording::read(&file);
    assert!(
        said.contains(&format!("{} rows are in", run.rows)),
        "{said}"
    );
    assert!(run.rows < 50 * 86400 && run.arrays.contains_key("hidden"));
}

/// `timeout` and batch systems ask with SIGTERM.
#[test]
fn a_rollout_that_is_told_to_end_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let child = long_rollout(&file);
    let said = end_by("-TERM", child);
    let rows = Recording::read(&file).rows;
    assert!(said.contains(&format!("{rows} rows are in")), "{said}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "only the recording");
}

/// `timeout` signals its child and then its group, milliseconds apart.
#[test]
fn two_signals_at_once_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let child = long_rollout(&file);
    let id = child.id();
    // one shell, so that no time for saving lies between; of two kinds, or the system may join them
    let both = format!("kill -INT {id}; kill -TERM {id}");
    let pressed = Command::new("sh").args(["-c", &both]).status();
    assert!(pressed.unwrap().success());
    let said = ended(child);
    assert!(said.contains("rows are in"), "{said}");
    assert!(file.exists());
}

#[test]
fn an_evaluation_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evaluation.json");
    let child = tanglewalk("evaluate --seeds 10000 --json")
        .with(&file)
        .start();
    wait_for("answer to Ctrl-C", || listens(&child));
    assert!(interrupt(child).contains("nothing was written"));
    assert!(!file.exists());
}

#[test]
fn a_basis_and_an_analysis_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.json");
    let basis = tanglewalk("basis --out").with(&file).start();
    let analysis = tanglewalk("analyze - --json").with(&file);
    let mut analysis = analysis.start_reading();
    let _held_open = analysis.stdin.take();
    for child in [basis, analysis] {
        wait_for("answer to a signal", || listens(&child));
        assert!(end_by("-TERM", child).contains("nothing was written"));
        assert!(!file.exists());
    }
}

#[test]
fn a_benchmark_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bench.json");
    let child = tanglewalk("bench --seconds 3600 --json")
        .with(&file)
        .start();
    wait_for("answer to Ctrl-C", || listens(&child));
    assert!(interrupt(child).contains("nothing was written"));
    assert!(!file.exists());
}

#[test]
fn an_experiment_keeps_what_was_walked_and_goes_on_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let call = || tanglewalk("experiment --no-controls --bootstrap 0 --out").with(&out);
    let child = call().start();
    let kept = || -> usize {
        let hashes = std::fs::read_dir(out.join(".partial"));
        let folders = hashes.into_iter().flatten().flatten();
        let files = folders.flat_map(|hash| std::fs::read_dir(hash.path()).into_iter().flatten());
        let is_npz = |name: &std::path::Path| name.extension().is_some_and(|end| end == "npz");
        files.flatten().filter(|file| is_npz(&file.path())).count()
    };
    wait_for("condition", || kept() >= 2);
    let said = interrupt(child);
    assert!(said.contains("the same call goes on"), "{said}");
    assert!(!out.join("report.json").exists() && !out.join("data.npz").exists());
    let before = kept();
    assert!(before >= 2);
    let child = call().start();
    wait_for("further condition", || kept() > before);
    interrupt(child);
}
