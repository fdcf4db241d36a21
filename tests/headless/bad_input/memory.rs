//! Work that this machine has no room for is refused before it begins.

use serde_json::{Value, json};

use crate::policy_files::in_package;
use crate::program::tanglewalk;

#[cfg(target_os = "linux")]
#[test]
fn a_suite_that_no_memory_holds() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(in_package("scenes/experiment.json")).unwrap();
    let mut suite: Value = serde_json::from_str(&text).unwrap();
    suite["mixed"] = (0..900)
        .map(|k| json!([0.001 * f64::from(k), 0, 0]))
        .collect();
    for (field, most) in [("trials", 1000), ("strides", 10_000), ("bins", 10_000)] {
        suite[field] = most.into();
    }
    let file = folder.path().join("suite.json");
    std::fs::write(&file, suite.to_string()).unwrap();
    let quotes = [
        "the suite takes at least",
        "GB of memory",
        "fewer trials, strides, bins",
    ];
    tanglewalk("experiment --no-controls --scene")
        .with(&file)
        .with("--out")
        .with(folder.path().join("out"))
        .refused(&quotes);
}
