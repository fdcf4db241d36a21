//! `atlas` as a person runs it, on a suite of a few commands.

use std::path::Path;

use serde_json::json;
use tanglewalk::analysis::Population;
use tanglewalk::analysis::atlas::{Atlas, LAYERS};
use tanglewalk::analysis::basis::Basis;
use tanglewalk::recording::npz::read_all;

use crate::experiment::{experiment, suite, write_suite};
use crate::policy_files::{PolicyFiles, in_package};
use crate::program::tanglewalk;

fn make(folder: &Path, name: &str, words: &str) -> (String, Vec<u8>) {
    let (scene, out) = (write_suite(folder, &suite()), folder.join(name));
    let said = tanglewalk("atlas --scene")
        .with(scene)
        .with("--out")
        .with(&out)
        .words(words)
        .done();
    (said, std::fs::read(out).unwrap())
}

#[test]
fn an_atlas_is_the_experiments_cycles_on_the_policys_basis() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    experiment(
        folder,
        &suite(),
        "--bootstrap 0 --random-networks 0 --no-controls",
    );
    let (said, bytes) = make(folder, "atlas.json", "");
    assert!(said.contains("mean cycles of 3 of 5 conditions"), "{said}");
    let atlas = Atlas::from_json(
        std::str::from_utf8(&bytes).unwrap(),
        Path::new("atlas.json"),
    );
    let atlas = atlas.unwrap();
    let basis = Basis::load(&in_package("assets/policies/walk.basis.json")).unwrap();
    let arrays = read_all(&folder.join("out/data.npz")).unwrap();
    let array = |name: &str| arrays[name].data.as_slice();
    let periods: Vec<f64> = atlas.conditions.iter().map(|one| one.period).collect();
    assert_close(&periods, array("condition_period"));
    let commands = atlas.conditions.iter().flat_map(|one| one.command);
    let commands: Vec<f64> = commands.map(f64::from).collect();
    assert_close(&commands, array("condition_command"));
    for name in LAYERS {
        let (basis, units) = (&basis.layers[name], basis.layers[name].units());
        let scores = atlas.conditions.iter().flat_map(|one| &one.cycles[name]);
        let cycles = array(&format!("cycle_{name}"));
        let mut rows = cycles.chunks_exact(units);
        for scores in scores {
            let row = Population::new(1, units, rows.next().unwrap().to_vec()).unwrap();
            let z = basis.z_scores(row).unwrap();
            let projected = basis.scores(&z, scores.len()).unwrap().into_data();
            for (score, projected) in scores.map(f64::from).into_iter().zip(projected) {
                assert!((score - projected).abs() < 6e-4, "{score} {projected}");
            }
        }
        assert!(rows.next().is_none());
        let axis = &atlas.layers[name].speed_axes["forward"];
        assert_close(axis, array(&format!("speed_axis_forward_{name}")));
    }
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
}

#[test]
fn one_seed_makes_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let [(_, first), (_, second)] = ["a", "b"].map(|name| make(folder.path(), name, ""));
    assert!(first == second, "two runs of one seed differ");
    let (_, other) = make(folder.path(), "c", "--seed 9");
    assert!(first != other, "the seed changes nothing");
}

#[test]
fn what_makes_no_atlas_is_refused() {
    tanglewalk("atlas").refused(&["--policy", "--out"]);
    let files = PolicyFiles::shipped();
    let call = || tanglewalk("atlas --policy").with(files.manifest());
    call().refused(&["the policy has no basis beside it", "`tanglewalk basis`"]);
    let beside = files.folder().join("walk.basis.json");
    std::fs::copy(in_package("assets/policies/random.basis.json"), &beside).unwrap();
    call().refused(&[
        "the policy's basis does not fit: field policy_sha256 is",
        "make it anew with `tanglewalk basis`",
    ]);
    std::fs::write(&beside, "{").unwrap();
    call().refused(&["walk.basis.json: not a basis file"]);
    let own = in_package("assets/policies/walk.basis.json");
    let mut basis: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&own).unwrap()).unwrap();
    basis["layers"].as_object_mut().unwrap().remove("cell");
    std::fs::write(&beside, basis.to_string()).unwrap();
    call().refused(&["the policy's basis does not fit: field layers: no cell"]);
    std::fs::copy(&own, &beside).unwrap();
    let mut still = suite();
    still["sweeps"] = json!([]);
    still["mixed"] = json!([[0, 0, 0]]);
    let scene = write_suite(files.folder(), &still);
    call()
        .with("--scene")
        .with(scene)
        .refused(&["none of 1 conditions can be measured", "0,0,0: stands"]);
    assert!(!files.folder().join("walk.atlas.json").exists());
}
