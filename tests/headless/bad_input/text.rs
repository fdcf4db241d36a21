//! Texts in another encoding, and numbers with a decimal comma: both are called by their name.

use std::path::{Path, PathBuf};

use crate::policy_files::{PolicyFiles, in_package};
use crate::program::{Call, tanglewalk};
use crate::training::tiny;

/// A text to the bytes of another encoding.
type Encode = fn(&str) -> Vec<u8>;

fn utf_16(text: &str) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A byte of Latin-1 in the second line, at its second place.
fn latin_1(text: &str) -> Vec<u8> {
    [b"\n \xfc", text.as_bytes()].concat()
}

/// Every kind of text that is read: the call that reads it, and the text.
fn readers(folder: &Path) -> Vec<(Call, PathBuf, String)> {
    let text = |path: &str| std::fs::read_to_string(in_package(path)).unwrap();
    let never = folder.join("never");
    let json = "anymal_c.json";
    std::fs::copy(in_package("assets/robots").join(json), folder.join(json)).unwrap();
    let reader = |words: &str, name: &str, text: String| {
        let file = folder.join(name);
        (tanglewalk(words).with(&file), file, text)
    };
    let config = serde_json::to_string_pretty(&tiny()).unwrap();
    let mut readers = vec![
        reader("train --config", "config.json", config),
        reader(
            "train --config assets/training/walk.json --robot",
            "r.json",
            text("assets/robots/anymal_c.json"),
        ),
        reader(
            "rollout --policy",
            "walk.json",
            text("assets/policies/walk.json"),
        ),
        reader(
            "experiment --scene",
            "suite.json",
            text("scenes/experiment.json"),
        ),
    ];
    let run = in_package("tests/golden/synthetic.npz");
    let (call, file, basis) = reader(
        "analyze --basis",
        "b.json",
        text("assets/policies/walk.basis.json"),
    );
    readers = readers
        .into_iter()
        .map(|(call, file, text)| {
            let call = call.within(&in_package("")).with("--out").with(&never);
            (call, file, text)
        })
        .collect();
    readers.push((call.with(run), file, basis));
    let urdf = folder.join("anymal_c.urdf");
    let call = tanglewalk("rollout --robot")
        .with(folder.join(json))
        .with("--out")
        .with(&never);
    readers.push((call, urdf, text("assets/robots/anymal_c.urdf")));
    #[cfg(not(feature = "lab"))]
    {
        let (call, file, text) = reader("--scene", "scene.json", text("scenes/tour.json"));
        readers.push((call.with("--out").with(&never), file, text));
    }
    readers
}

#[test]
fn other_encodings_are_named_wherever_a_text_is_read() {
    let encodings: [(Encode, &[&str]); 2] = [
        (utf_16, &["in UTF-16, not in UTF-8", "save it as UTF-8"]),
        (
            latin_1,
            &["line 2, column 2", "0xFC", "Latin-1", "save it as UTF-8"],
        ),
    ];
    for (encode, quotes) in encodings {
        let folder = tempfile::tempdir().unwrap();
        for (call, file, text) in readers(folder.path()) {
            std::fs::write(&file, encode(&text)).unwrap();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            call.refused(&[&["cannot read", &name], quotes].concat());
        }
        assert!(!folder.path().join("never").exists());
    }
}

#[test]
fn decimal_commas_on_the_command_line() {
    let fix = "give decimal points, as in 0.5";
    for words in [
        "rollout --out never.npz --command 0,5,0,0",
        "rollout --out never.npz --command 0,5;0;0",
        "rollout --out never.npz --command 0:0,5,0,0 --command 1:0,0,0",
        "rollout --out never.npz --seconds 0,5",
        "rollout --out never.npz --push 1:0,5,0",
        "rollout --out never.npz --push 1,5:0.5,0",
        "rollout --out never.npz --terrain slope:7,5",
        "rollout --out never.npz --film-strip film.png --film 0,5:1",
        "evaluate --command 0,5,0,0",
        "evaluate --push 0,5",
        "evaluate --push-force 540x0,1",
        "evaluate --payload 2,5",
        "evaluate --friction 0,8",
        "evaluate --random 2 --change-every 5,5",
        "bench --seconds 0,5",
        #[cfg(feature = "lab")]
        "lab --command 0,5,0,0",
        #[cfg(feature = "lab")]
        "lab --screenshot lab.png --after 0,5",
    ] {
        tanglewalk(words).refused(&[fix]);
    }
}

#[test]
fn decimal_commas_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.json");
    let text = serde_json::to_string_pretty(&tiny()).unwrap();
    for (from, to) in [
        ("\"clip\": 0.2", "\"clip\": 0,2"),
        ("\"clip\": 0.2", "\"clip\": \"0,2\""),
    ] {
        assert!(text.contains(from), "{text}");
        std::fs::write(&file, text.replace(from, to)).unwrap();
        tanglewalk("train --out never --config")
            .with(&file)
            .refused(&["config.json, line", "if `0,2` is one number, write 0.2"]);
    }
    let policy = PolicyFiles::shipped();
    let text = std::fs::read_to_string(policy.manifest()).unwrap();
    let spoilt = text.replacen("\"damping\": 2.0", "\"damping\": 2,0", 1);
    assert_ne!(text, spoilt);
    std::fs::write(policy.manifest(), spoilt).unwrap();
    tanglewalk("rollout --out never.npz --policy")
        .with(policy.manifest())
        .refused(&["if `2,0` is one number, write 2.0"]);
}
