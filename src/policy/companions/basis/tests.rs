//! Basis files there and back, and files that are wrong.

use serde_json::{Value, json};

use super::*;
use crate::analysis::Population;

/// Two components in four units; unit 3 is constant.
fn example() -> Basis {
    let sweep = Sweep {
        commands: vec![[0.5, 0.0, 0.0]],
        seconds: 8.0,
        seeds: vec![1, 2],
    };
    let row = |k: usize| {
        let (slow, fast) = ((k as f64 * 0.1).sin(), (k as f64 * 0.37).cos());
        [2.0 * slow, 1.0 + slow + fast, 3.0 - 0.5 * fast, 4.0]
    };
    let activity = Population::new(400, 4, (0..400).flat_map(row).collect()).unwrap();
    let mut basis = Basis::new("0123456789abcdef".repeat(4), sweep);
    basis.fit("hidden", &activity, 3).unwrap();
    basis
}

#[test]
fn a_file_gives_the_basis_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("basis.json");
    std::fs::write(&path, example().to_json().unwrap()).unwrap();
    let (read, written) = (Basis::load(&path).unwrap(), example());
    assert_eq!(read.policy_sha256, written.policy_sha256);
    assert_eq!(read.sweep, written.sweep);
    let (a, b) = (&read.layers["hidden"], &written.layers["hidden"]);
    assert_eq!(a.components.len(), b.components.len());
    let flat = |layer: &LayerBasis| [&layer.mean[..], &layer.components.concat()].concat();
    for (x, y) in flat(a).iter().zip(flat(b)) {
        assert!((x - y).abs() <= 1e-15 * y.abs().max(1.0));
    }
}

/// The error of the example file after `change`.
fn error_after(change: impl Fn(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&example().to_json().unwrap()).unwrap();
    change(&mut value);
    parse(&value.to_string(), Path::new("some/basis.json"))
        .unwrap_err()
        .to_string()
}

#[test]
fn errors_name_file_and_field() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 7] = [
        (|v| v["format_version"] = json!(7), "format_version: 7"),
        (|v| v["policy_sha256"] = json!("ab"), "policy_sha256"),
        (
            |v| v["layers"]["hidden"]["std"] = json!([1.0, 2.0]),
            "layers.hidden.std: 2 values",
        ),
        (
            |v| v["layers"]["hidden"]["std"][1] = json!(-1.0),
            "layers.hidden.std[1]: -1",
        ),
        (
            |v| v["layers"]["hidden"]["mean"][0] = Value::Null,
            "layers.hidden.mean",
        ),
        (
            |v| v["layers"]["hidden"]["components"][1] = json!([0.5]),
            "hidden.components[1]",
        ),
        (
            |v| v["sweep"] = json!({ "commands": [] }),
            "sweep.seconds: missing",
        ),
    ];
    for (change, field) in cases {
        let error = error_after(change);
        assert!(error.starts_with("some/basis.json: "), "{error}");
        assert!(error.contains(field), "{error} does not name {field}");
    }
    let cut = parse("{\"format_version\": 1", Path::new("cut.json")).unwrap_err();
    assert!(cut.to_string().contains("cut.json"), "{cut}");
    let absent = Basis::load(Path::new("no/such/basis.json")).unwrap_err();
    assert!(
        absent.to_string().contains("no/such/basis.json"),
        "{absent}"
    );
}
