//! The example in Python: it reads what `export` writes, and finds what `analyze` finds.

use std::path::Path;
use std::process::Command;

use crate::program::tanglewalk;

/// A Python that has what the example needs.
fn python() -> Option<&'static str> {
    let has = |python: &&str| {
        let call = Command::new(python)
            .args(["-c", "import numpy, matplotlib"])
            .output();
        call.is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(|python| has(python))
}

#[test]
fn the_example_redraws_a_run_and_finds_its_tangling() {
    let Some(python) = python() else {
        // where the tests must all run, it is installed
        assert!(
            std::env::var_os("TANGLEWALK_REQUIRE_PYTHON").is_none(),
            "no Python with NumPy and Matplotlib"
        );
        eprintln!("not run: there is no Python with NumPy and Matplotlib");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    tanglewalk("rollout --command 0.8,0,0.2 --seconds 8 --out")
        .with(at("run.twrun"))
        .done();
    tanglewalk("export")
        .with(at("run.twrun"))
        .with("--out")
        .with(at("run.npz"))
        .done();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/replot.py");
    let output = Command::new(python)
        .env("MPLBACKEND", "svg")
        .args([&script, &at("run.npz"), &at("picture.svg")])
        .output()
        .unwrap();
    let (out, err) = (&output.stdout, &output.stderr);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(err));
    assert!(
        std::fs::read_to_string(at("picture.svg"))
            .unwrap()
            .contains("<svg")
    );
    let call = tanglewalk("analyze --layers hidden,action --json -").with(at("run.npz"));
    let report: serde_json::Value = serde_json::from_str(&call.done()).unwrap();
    let said = String::from_utf8_lossy(out);
    let mut compared = 0;
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let found: f64 = words[3].parse().unwrap();
        let expected = report["layers"][words[0]]["tangling"]["median"]
            .as_f64()
            .unwrap();
        assert!((found / expected - 1.0).abs() < 1e-3, "{line}: {expected}");
        compared += 1;
    }
    assert_eq!(compared, 2, "{said}");
}
