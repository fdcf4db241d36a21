//! Names of policies and of files: a built-in policy is meant by its bare name whatever lies in the
//! folder, and a file may have any name that the system allows.

use std::path::Path;

use crate::policy_files::in_package;
use crate::program::tanglewalk;

/// A folder in which `walk` is a folder and `rough` a file.
fn littered() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("walk")).unwrap();
    std::fs::write(folder.path().join("rough"), "my notes").unwrap();
    folder
}

fn walked_by(folder: &Path, policy: &str, quote: &str) -> Vec<u8> {
    let call = tanglewalk("rollout --seconds 0.1 --out run.npz --policy").with(policy);
    let ended = call.within(folder).run();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(
        ended.err.contains("is the built-in policy"),
        !quote.is_empty(),
        "{}",
        ended.err
    );
    assert!(ended.err.contains(quote), "{}", ended.err);
    std::fs::read(folder.join("run.npz")).unwrap()
}

#[test]
fn a_bare_name_is_the_built_in_policy_and_what_it_hides_is_told() {
    let (littered, clean) = (littered(), tempfile::tempdir().unwrap());
    for name in ["walk", "rough"] {
        let told = format!("what is called {name} here is not used (write ./{name} for it)");
        let own = walked_by(littered.path(), name, &told);
        assert!(own == walked_by(clean.path(), name, ""), "{name}");
    }
    let refused = |name: &str, quotes: &[&str]| {
        let call = tanglewalk("rollout --seconds 0.1 --out never.npz --policy").with(name);
        call.within(littered.path()).refused(quotes);
    };
    refused(
        "./walk",
        &[
            "cannot read policy file ./walk",
            "name a file in that folder",
        ],
    );
    refused("./rough", &["./rough, line 1", "not a policy manifest"]);
    refused(
        "wlak",
        &[
            "no built-in policy of that name",
            "`tanglewalk policies` lists",
        ],
    );
}

#[test]
fn a_family_and_a_basis_belong_to_the_policy_that_is_meant() {
    let littered = littered();
    let call = |words: &str| tanglewalk(words).within(littered.path());
    for command in ["basis", "atlas"] {
        call(command)
            .words("--policy walk")
            .refused(&["name a policy's file with --policy, or a file with --out"]);
    }
    assert_eq!(std::fs::read_dir(littered.path()).unwrap().count(), 2);
}

#[test]
fn a_scene_names_files_even_by_a_bare_name() {
    let littered = littered();
    let scene = littered.path().join("scene.json");
    let text = std::fs::read_to_string(in_package("scenes/flat.json")).unwrap();
    let text = text.replacen("\"policy\": \"built-in\"", "\"policy\": \"rough\"", 1);
    assert!(text.contains("\"rough\""));
    std::fs::write(scene, text).unwrap();
    let words = if cfg!(feature = "lab") {
        "lab --screenshot never.png --scene scene.json"
    } else {
        "--out never --scene scene.json"
    };
    let call = tanglewalk(words).within(littered.path());
    call.refused(&["./rough, line 1", "not a policy manifest"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf_8_are_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use crate::training::tiny;

    let odd = |bytes: &'static [u8]| OsStr::from_bytes(bytes);
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(odd(b"caf\xe9"));
    std::fs::create_dir(&folder).unwrap();
    for name in ["anymal_c.json", "anymal_c.urdf"] {
        let from = in_package("assets/robots").join(name);
        std::fs::copy(from, folder.join(name)).unwrap();
    }
    let config = folder.join(odd(b"con\xff.json"));
    std::fs::write(&config, tiny().to_string()).unwrap();
    let run = folder.join(odd(b"run\xfe"));
    let train = || {
        tanglewalk("train --config")
            .with(&config)
            .with("--out")
            .with(&run)
    };
    train()
        .with("--robot")
        .with(folder.join("anymal_c.json"))
        .done();
    train().words("--resume --steps 384").done();
    let latest = run.join("checkpoints/latest.json");
    let recording = folder.join(odd(b"r\xfc.npz"));
    let film = folder.join(odd(b"f\xfc.png"));
    tanglewalk("rollout --seconds 0.2 --policy")
        .with(&latest)
        .with("--out")
        .with(&recording)
        .with("--film-strip")
        .with(&film)
        .done();
    tanglewalk("analyze").with(&recording).done();
    let result = folder.join(odd(b"\xfc.json"));
    tanglewalk("evaluate --seeds 1 --command 0,0,0 --json")
        .with(&result)
        .done();
    for file in [recording, film, result] {
        assert!(file.metadata().unwrap().len() > 0);
    }
    tanglewalk("rollout --out never.npz --command")
        .with(odd(b"0,\xff,0"))
        .refused(&["invalid UTF-8"]);
    let missing = folder.join(odd(b"none\xff"));
    tanglewalk("evaluate --robot")
        .with(missing)
        .refused(&["cannot read robot file", "check the path"]);
}
