//! Run files as people use them: recorded, replayed, exported, measured, killed.

use std::path::Path;
use std::time::Duration;

use tanglewalk::policy::Lesion;
use tanglewalk::recording::npz::NpzFile;
use tanglewalk::recording::run::{Existing, RunFile, RunWriter};
use tanglewalk::robot::Robot;

use crate::policy_files::PolicyFiles;
use crate::program::tanglewalk;

/// A scene with a bit of everything that the robot feels, a fall and a reset among it.
const SCENE: &str = r#"{
  "format_version": 2, "name": "mishaps", "start": "drawn", "noise": true, "seed": 3, "payload": 2, "latency": 1,
  "duration": 8,
  "events": [
    { "at": 0, "command": [0.6, 0, 0], "over": 1 },
    { "at": 0.5, "caption": "off it goes" },
    { "at": 1, "push": { "velocity": [0, 0.5, 0] } },
    { "at": 1.5, "push": { "force": [0, 200, 0], "seconds": 0.2, "link": "base" } },
    { "at": 2, "ground": "slope:5" },
    { "at": 2, "friction": 0.7 },
    { "at": 2.5, "policy": "rough" },
    { "at": 3, "lesion": "recurrence" },
    { "at": 3.5, "lesion": "none" },
    { "at": 4, "push": { "velocity": [0, 9, 3] } },
    { "at": 6, "reset": {} },
    { "at": 6, "payload": 0 },
    { "at": 6.5, "ground": { "terrain": "rough:0.05", "seed": 2 } }
  ]
}"#;

fn scene(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("mishaps.json");
    std::fs::write(&file, SCENE).unwrap();
    file
}

/// Records the scene; returns the file.
fn recorded(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("run.twrun");
    let scene = scene(folder);
    let call = tanglewalk("rollout --scene").with(scene).with("--out");
    let ended = call.with(&file).done();
    assert!(ended.contains("400 rows"), "{ended}");
    file
}

/// The bytes of every array of numbers of an NPZ.
fn arrays(file: &Path) -> Vec<(String, Vec<u64>)> {
    let mut npz = NpzFile::open(file).unwrap();
    let names: Vec<String> = npz.names().map(str::to_owned).collect();
    let numbers = names.into_iter().filter(|name| name != "events");
    numbers
        .map(|name| {
            let data = npz.read(&name).unwrap().data;
            (name, data.into_iter().map(f64::to_bits).collect())
        })
        .collect()
}

#[test]
fn a_scene_is_recorded_walks_again_and_its_export_is_what_rollout_writes() {
    let folder = tempfile::tempdir().unwrap();
    let run = recorded(folder.path());
    let check = tanglewalk("replay --check").with(&run).done();
    assert_eq!(check.trim(), "the same 400 steps");
    let [exported, direct] = ["exported.npz", "direct.npz"].map(|name| folder.path().join(name));
    tanglewalk("export")
        .with(&run)
        .with("--out")
        .with(&exported)
        .done();
    let scene = folder.path().join("mishaps.json");
    tanglewalk("rollout --scene")
        .with(scene)
        .with("--out")
        .with(&direct)
        .done();
    assert_eq!(arrays(&exported), arrays(&direct));
    let said = tanglewalk("replay").with(&run).done();
    for part in [
        "scene mishaps",
        "policy rough",
        "400 steps, 0.00 to 8.00 s",
        "13 events",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_run_is_measured_as_its_arrays_are() {
    let folder = tempfile::tempdir().unwrap();
    let run = recorded(folder.path());
    let npz = folder.path().join("run.npz");
    tanglewalk("export")
        .with(&run)
        .with("--out")
        .with(&npz)
        .done();
    let measured = |file: &Path| {
        let call = tanglewalk("analyze --layers hidden,action --json -").with(file);
        call.done()
    };
    assert_eq!(measured(&run), measured(&npz));
}

#[test]
fn a_bit_that_differs_is_found_with_its_step() {
    let folder = tempfile::tempdir().unwrap();
    let file = RunFile::open(&recorded(folder.path())).unwrap();
    let robot = Robot::built_in().unwrap();
    let policies = file.policies(&robot).unwrap();
    let other = folder.path().join("other.twrun");
    let mut writer = RunWriter::create(&other, Existing::Keep, file.header(), &policies).unwrap();
    for timed in file.events() {
        let step = (timed.at * 50.0).round() as u64;
        writer.event(step, timed.event.clone(), &policies).unwrap();
    }
    for record in file.records().unwrap() {
        let mut record = record.unwrap();
        if record.step == 123 {
            let hidden = &mut record.decision.taps.hidden[3];
            *hidden = f32::from_bits(hidden.to_bits() ^ 1);
        }
        writer.record(&record);
    }
    writer.finish().unwrap();
    let call = tanglewalk("replay --check").with(&other);
    call.fails(1, &["step 123 (2.46 s) differs: hidden[3] was"]);
}

#[test]
fn a_policy_of_a_file_goes_with_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let files = PolicyFiles::shipped();
    let run = folder.path().join("run.twrun");
    let call = tanglewalk("rollout --seconds 2 --policy").with(files.manifest());
    call.with("--out").with(&run).done();
    drop(files);
    let check = tanglewalk("replay --check").with(&run).done();
    assert_eq!(check.trim(), "the same 100 steps");
}

#[test]
fn a_recording_is_not_overwritten_unless_asked() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.twrun");
    std::fs::write(&run, "mine").unwrap();
    let call = || tanglewalk("rollout --seconds 1 --out").with(&run);
    call().refused(&["give --overwrite to replace it"]);
    assert_eq!(std::fs::read(&run).unwrap(), b"mine");
    call().with("--overwrite").done();
    assert!(RunFile::open(&run).is_ok());
}

#[test]
fn options_replace_the_scene_and_events_are_added() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.twrun");
    tanglewalk("rollout --terrain rough:0.04 --start standing --no-noise --friction 0.9 --payload 1 --latency 0")
        .words("--seed 9 --seconds 9 --command 7:0.1,0,0 --push 8:0.2,0 --lesion recurrence --event")
        .with(r#"7:{"caption":"late"}"#)
        .with("--scene")
        .with(scene(folder.path()))
        .with("--out")
        .with(&run)
        .done();
    let file = RunFile::open(&run).unwrap();
    let start = &file.header().start;
    assert_eq!(start.ground.terrain.to_string(), "rough:0.04");
    assert_eq!(
        (start.friction, start.payload, start.latency),
        (0.9, 1.0, 0)
    );
    assert_eq!(
        (start.seed, start.noise, start.lesion),
        (9, false, Lesion::Recurrence)
    );
    let times: Vec<f64> = file.events().iter().map(|timed| timed.at).collect();
    assert_eq!(times[times.len() - 3..], [7.0, 7.0, 8.0]);
    assert_eq!(file.steps(), Some(0..450));
    assert_eq!(file.header().scene, "mishaps");
}

#[test]
fn events_of_the_command_line_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.twrun");
    for (event, reason) in [
        (r#"1:{"friction":9}"#, "friction is 9; give 0 to 3"),
        (r#"1:{"payload":-900}"#, "must keep 1 kg"),
        (r#"1:{"policy":"no-such"}"#, "no-such"),
        (
            r#"30:{"reset":{}}"#,
            "comes at or after the end of the rollout at 2 s",
        ),
        ("reset", "no time before a colon"),
    ] {
        let call = tanglewalk("rollout --seconds 2 --event").with(event);
        call.with("--out").with(&run).refused(&[reason]);
        assert!(!run.exists());
    }
    for (event, reason) in [
        (r#"1:{"command":[0,0,0]}"#, "give no command, policy"),
        (r#"1:{"policy":"rough"}"#, "give no command, policy"),
        (r#"1:{"pace":2}"#, "give no command, policy"),
        (r#"25:{"reset":{}}"#, "at or after the end of a run at 20 s"),
    ] {
        tanglewalk("evaluate --command 0.5,0,0 --seeds 1 --event")
            .with(event)
            .refused(&[reason]);
    }
}

#[test]
fn evaluate_lets_events_happen_in_each_run() {
    let evaluate = |event: &str| {
        let call = tanglewalk("evaluate --command 0.5,0,0 --seeds 3 --json - --event");
        let json: serde_json::Value = serde_json::from_str(&call.with(event).done()).unwrap();
        json["falls"]
            .as_u64()
            .or(json["total"]["falls"].as_u64())
            .unwrap()
    };
    assert_eq!(evaluate(r#"1:{"friction":0.8}"#), 0);
    assert_eq!(evaluate(r#"5:{"push":{"velocity":[0,9,4]}}"#), 3);
}

#[test]
fn exports_say_what_can_be_written_and_a_cut_run_is_exported_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let run = recorded(folder.path());
    let bytes = std::fs::read(&run).unwrap();
    let cut = folder.path().join("cut.twrun");
    std::fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let csv = folder.path().join("run.csv");
    tanglewalk("export")
        .with(&cut)
        .with("--out")
        .with(&csv)
        .done();
    let lines = std::fs::read_to_string(&csv).unwrap().lines().count();
    assert!(
        (101..400).contains(&lines) && (lines - 1).is_multiple_of(50),
        "{lines}"
    );
    let check = tanglewalk("replay --check").with(&cut).run();
    assert!(check.err.contains("the recording was cut"), "{}", check.err);
    assert_eq!(check.code, Some(0));
    let matlab = folder.path().join("run.mat");
    let call = tanglewalk("export").with(&run).with("--out").with(matlab);
    call.refused(&["let it be .npz, .csv, .parquet or .mcap"]);
}

#[cfg(unix)]
#[test]
fn a_recording_that_is_killed_at_any_moment_reads_up_to_its_last_second() {
    let folder = tempfile::tempdir().unwrap();
    for (number, moment) in [180, 333, 471, 640].into_iter().enumerate() {
        let run = folder.path().join(format!("{number}.twrun"));
        let mut child = tanglewalk("rollout --seconds 86400 --out")
            .with(&run)
            .start();
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        child.wait().unwrap();
        if !run.exists() {
            continue; // killed before it began
        }
        let file = match RunFile::open(&run) {
            Ok(file) => file,
            Err(error) => {
                assert!(error.to_string().contains("header is not whole"), "{error}");
                continue;
            }
        };
        let rows = file.row_count();
        assert!(rows.is_multiple_of(50), "whole seconds: {rows}");
        assert_eq!(
            file.records().unwrap().filter(Result::is_ok).count() as u64,
            rows
        );
        assert_eq!(file.steps().map_or(0, |steps| steps.end), rows);
    }
    let files = std::fs::read_dir(folder.path()).unwrap();
    let rows = files.filter_map(|entry| RunFile::open(&entry.unwrap().path()).ok());
    assert!(rows.map(|file| file.row_count()).max() > Some(0));
}
