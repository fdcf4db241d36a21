//! Results that have nowhere to go. A path is the user's to mend, a full disk is not.

use crate::policy_files::{PolicyFiles, in_package};
use crate::program::{Call, tanglewalk};

const GOLDEN: &str = "tests/golden/synthetic.npz";

/// Every command that writes a file, short of the file's name.
fn writers() -> Vec<Call> {
    let policy = in_package("assets/policies/walk.json");
    vec![
        tanglewalk("rollout --seconds 0.1 --out"),
        tanglewalk("evaluate --seeds 1 --command 0,0,0 --json"),
        tanglewalk("analyze")
            .with(in_package(GOLDEN))
            .with("--json"),
        tanglewalk("basis --policy").with(&policy).with("--out"),
        tanglewalk("atlas --policy").with(&policy).with("--out"),
    ]
}

#[test]
fn a_folder_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no/such/folder/result");
    for writer in writers() {
        let path = file.display().to_string();
        writer.with(&file).refused(&[
            &format!("{path}: cannot be written"),
            "make its folder first",
        ]);
    }
}

#[test]
fn a_file_or_a_folder_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "").unwrap();
    for file in [plain.join("result"), folder.path().to_owned()] {
        for writer in writers() {
            let path = file.display().to_string();
            writer.with(&file).refused(&[
                &format!("{path}: cannot be written"),
                "choose a file in a folder that can be written",
            ]);
        }
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing is left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_not_the_users_fault() {
    let quotes = ["/dev/full: cannot be written", "make room on the disk"];
    tanglewalk("rollout --seconds 0.1 --out /dev/full").fails(1, &quotes);
    tanglewalk("analyze")
        .with(in_package(GOLDEN))
        .with("--json")
        .with("/dev/full")
        .fails(1, &quotes);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.npz");
    let calls = [
        tanglewalk("rollout --seconds 0.1 --out").with(&run),
        tanglewalk("evaluate --seeds 1 --command 0,0,0"),
        tanglewalk("evaluate --seeds 1 --command 0,0,0 --json -"),
        tanglewalk("analyze").with(in_package(GOLDEN)),
    ];
    for call in calls {
        call.into("/dev/full")
            .fails(1, &["standard output", "No space left on device"]);
    }
    assert!(run.is_file(), "the recording is saved all the same");
}

#[test]
fn a_policy_is_not_overwritten_by_a_spoiled_basis() {
    let policy = PolicyFiles::shipped().edit(|manifest| manifest["format_version"] = 99.into());
    let basis = policy.folder().join("walk.basis.json");
    tanglewalk("basis --policy")
        .with(policy.manifest())
        .refused(&["format_version is 99"]);
    assert!(!basis.exists());
}
