//! Atlas files there and back, ones that do not fit, and files that are wrong.

use serde_json::{Value, json};

use super::*;
use crate::analysis::atlas::project;
use crate::analysis::atlas::tests::cycle;
use crate::analysis::basis::Sweep;

const FILE: &str = "some/atlas.json";

fn basis() -> Basis {
    let sweep = Sweep {
        commands: vec![[0.5, 0.0, 0.0]],
        seconds: 8.0,
        seeds: vec![0],
    };
    let mut basis = Basis::new("0123456789abcdef".repeat(4), sweep);
    for name in LAYERS {
        basis.fit(name, &cycle(40, 1.3), 5).unwrap();
    }
    basis
}

fn example() -> Atlas {
    let basis = basis();
    let axes = BTreeMap::from([("forward".to_owned(), vec![0.1; 6])]);
    let layer = |name: &str| Layer::new(&basis.layers[name], axes.clone()).unwrap();
    let condition = |size: f64| Condition {
        command: [size as f32, 0.0, 0.0],
        period: 0.5,
        strides: 54,
        cycles: LAYERS
            .map(|name| {
                let scores = project(&basis.layers[name], &cycle(20, size)).unwrap();
                (name.to_owned(), scores)
            })
            .into(),
    };
    Atlas {
        format_version: FORMAT_VERSION,
        policy_sha256: basis.policy_sha256.clone(),
        suite: Suite {
            name: "small".to_owned(),
            seed: 3,
            bins: 20,
        },
        layers: LAYERS.map(|name| (name.to_owned(), layer(name))).into(),
        conditions: vec![condition(0.5), condition(0.8)],
    }
}

#[test]
fn a_file_gives_the_atlas_back_and_it_fits_its_policy_and_basis() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("atlas.json");
    std::fs::write(&path, example().to_json().unwrap()).unwrap();
    let read = Atlas::load(&path).unwrap();
    assert_eq!(read.conditions, example().conditions);
    assert_eq!(read.suite, example().suite);
    let axes = |atlas: &Atlas| atlas.layers["cell"].speed_axes.clone();
    assert_eq!(axes(&read), axes(&example()));
    let basis = basis();
    read.check_fits(&path, &basis.policy_sha256, &basis)
        .unwrap();
}

#[test]
fn another_policy_or_another_basis_is_refused() {
    let (atlas, file) = (example(), Path::new(FILE));
    let own = basis();
    let other = "f".repeat(64);
    let error = atlas
        .check_fits(file, &other, &own)
        .unwrap_err()
        .to_string();
    for quote in [
        FILE,
        "field policy_sha256: 0123",
        "policy's is ffff",
        "tanglewalk atlas",
    ] {
        assert!(error.contains(quote), "{error}");
    }
    let mut turned = own.clone();
    let hidden = turned.layers.get_mut("hidden").unwrap();
    hidden.components[1]
        .iter_mut()
        .for_each(|entry| *entry = -*entry);
    let mut poor = own.clone();
    poor.layers.remove("hidden");
    for basis in [turned, poor] {
        let error = atlas.check_fits(file, &own.policy_sha256, &basis);
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("field layers.hidden: not the axes"),
            "{error}"
        );
    }
}

#[test]
fn errors_name_file_field_and_fix() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 9] = [
        (|v| v["format_version"] = json!(7), "format_version: 7"),
        (|v| v["policy_sha256"] = json!("ab"), "policy_sha256"),
        (|v| v["suite"]["bins"] = json!("x"), "suite.bins"),
        (
            |v| v["layers"]["cell"] = Value::Null,
            "layers.cell.mean: missing",
        ),
        (
            |v| v["layers"]["hidden"]["components"][1] = json!([0.5]),
            "layers.hidden.components[1]: 1 values",
        ),
        (
            |v| v["layers"]["hidden"]["speed_axes"]["forward"] = json!([]),
            "layers.hidden.speed_axes.forward: 0 values",
        ),
        (|v| v["conditions"] = json!(3), "conditions: not a list"),
        (
            |v| v["conditions"][1]["command"][0] = json!(1e300),
            "conditions[1].command: a speed that is not finite",
        ),
        (
            |v| v["conditions"][1]["cycles"]["action"] = json!([[1, 2, 3]]),
            "conditions[1].cycles.action: 1 values",
        ),
    ];
    for (change, field) in cases {
        let mut value: Value = serde_json::from_str(&example().to_json().unwrap()).unwrap();
        change(&mut value);
        let error = Atlas::from_json(&value.to_string(), Path::new(FILE));
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("some/atlas.json: field "), "{error}");
        assert!(error.contains(field), "{error} does not name {field}");
        assert!(
            error.ends_with("make it anew with `tanglewalk atlas`"),
            "{error}"
        );
    }
    let cut = Atlas::from_json("{\"format_version\": 1", Path::new(FILE)).unwrap_err();
    assert!(cut.to_string().contains("not an atlas file"), "{cut}");
    let absent = Atlas::load(Path::new("no/such/atlas.json")).unwrap_err();
    assert!(
        absent.to_string().contains("no/such/atlas.json"),
        "{absent}"
    );
}
