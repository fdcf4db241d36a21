//! Texts as other systems save them: line ends and byte-order marks are no other robot, policy or
//! scene.

use std::path::Path;

use tanglewalk::robot::Robot;

use crate::policy_files::{PolicyFiles, in_package};
use crate::program::tanglewalk;
use crate::training::tiny;

const MARK: &str = "\u{feff}";

/// The ways in which the same text lies on disks.
fn forms(text: &str) -> [String; 4] {
    assert!(!text.contains('\r'), "the shipped files have LF");
    let windows = text.replace('\n', "\r\n");
    [
        windows.clone(),
        text.replace('\n', "\r"),
        format!("{MARK}{text}"),
        format!("{MARK}{windows}"),
    ]
}

fn shipped(path: &str) -> String {
    std::fs::read_to_string(in_package(path)).unwrap()
}

/// A file in as many folders as there are forms, `then` told of each.
fn in_each_form(name: &str, text: &str, mut then: impl FnMut(&Path, &Path)) {
    for form in forms(text) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, form).unwrap();
        then(&file, folder.path());
    }
}

#[test]
fn the_shipped_policies_know_their_robot_by_its_text_not_by_its_bytes() {
    let built_in = Robot::built_in().unwrap();
    let (json, urdf) = ("anymal_c.json", "anymal_c.urdf");
    let [json_text, urdf_text] = [json, urdf].map(|name| shipped(&format!("assets/robots/{name}")));
    let manifest = shipped("assets/policies/walk.json");
    assert!(
        manifest.contains(&built_in.sha256),
        "the hash of the shipped text is that of the policies"
    );
    for (json_form, urdf_form) in forms(&json_text).iter().zip(forms(&urdf_text)) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(json), json_form).unwrap();
        std::fs::write(folder.path().join(urdf), urdf_form).unwrap();
        let robot = Robot::load(&folder.path().join(json)).unwrap();
        assert_eq!(robot.sha256, built_in.sha256);
        assert_eq!(robot.links, built_in.links);
        assert_eq!(robot.joints, built_in.joints);
    }
    let other = Robot::from_texts(&json_text, json, &urdf_text.replace("0.588", "0.589"), urdf);
    assert_ne!(other.unwrap().sha256, built_in.sha256);
}

#[test]
fn a_robot_with_the_line_ends_of_windows_walks_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["anymal_c.json", "anymal_c.urdf"] {
        let text = shipped(&format!("assets/robots/{name}")).replace('\n', "\r\n");
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let call = |words: &str, file: &str| {
        let call = tanglewalk("rollout --seconds 0.4").words(words);
        call.within(folder.path()).with("--out").with(file).done();
        std::fs::read(folder.path().join(file)).unwrap()
    };
    let own = call("--robot anymal_c.json", "own.npz");
    assert!(own == call("", "built-in.npz"));
}

#[test]
fn policies_and_their_families_are_read_in_every_form() {
    in_each_form(
        "walk.json",
        &shipped("assets/policies/walk.json"),
        |file, folder| {
            let weights = in_package("assets/policies/walk.safetensors");
            std::fs::copy(weights, folder.join("walk.safetensors")).unwrap();
            let basis = format!("{MARK}{}", shipped("assets/policies/walk.basis.json"));
            std::fs::write(folder.join("walk.basis.json"), basis).unwrap();
            tanglewalk("rollout --seconds 0.1 --out")
                .with(folder.join("run.npz"))
                .with("--policy")
                .with(file)
                .done();
            tanglewalk("analyze")
                .with(folder.join("run.npz"))
                .with("--basis")
                .with(folder.join("walk.basis.json"))
                .done();
        },
    );
    in_each_form(
        "index.json",
        &shipped("assets/policies/index.json"),
        |_, folder| {
            let family = tanglewalk::policy::Family::load(folder).unwrap();
            assert!(!family.members.is_empty());
        },
    );
}

#[test]
fn configurations_scenes_and_suites_are_read_in_every_form() {
    let config = serde_json::to_string_pretty(&tiny()).unwrap();
    in_each_form("config.json", &config, |file, folder| {
        tanglewalk("train --steps 0 --config")
            .with(file)
            .with("--out")
            .with(folder.join("run"))
            .done();
    });
    in_each_form("scene.json", &shipped("scenes/tour.json"), |file, _| {
        tanglewalk::script::scene::Scene::load(file).unwrap();
    });
    in_each_form(
        "suite.json",
        &shipped("scenes/experiment.json"),
        |file, _| {
            tanglewalk::experiment::suite::Suite::load(file).unwrap();
        },
    );
}

#[test]
fn a_urdf_in_latin_1_is_read_where_it_says_so_or_in_comments() {
    let urdf = shipped("assets/robots/anymal_c.urdf");
    let body = urdf.strip_prefix("<?xml version=\"1.0\"?>").unwrap();
    let declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    let with = |head: &str, comment: &[u8]| [head.as_bytes(), comment, body.as_bytes()].concat();
    for bytes in [
        with(declared, b"<!-- pi\xe8ce -->"),
        with("<?xml version=\"1.0\"?>", b"<!-- f\xfc\xdfe -->"),
        with("", b"<!-- \xb5m -->"),
    ] {
        let robot = PolicyFiles::shipped();
        let at = |name: &str| robot.folder().join(name);
        let json = in_package("assets/robots/anymal_c.json");
        std::fs::copy(json, at("anymal_c.json")).unwrap();
        std::fs::write(at("anymal_c.urdf"), bytes).unwrap();
        let read = Robot::load(&at("anymal_c.json")).unwrap();
        assert_eq!(read.links, Robot::built_in().unwrap().links);
    }
}

/// What is hashed, embedded or compared is checked out with LF, whatever git is set to.
#[test]
fn the_shipped_texts_have_the_line_ends_that_are_pinned() {
    let attributes = shipped(".gitattributes");
    assert!(attributes.lines().any(|line| line == "* text=auto eol=lf"));
    for path in [
        "assets/robots/anymal_c.urdf",
        "assets/policies/index.json",
        "assets/training/walk.json",
        "scenes/tour.json",
        "src/main.rs",
        ".ci/run",
        "Cargo.lock",
    ] {
        assert!(!shipped(path).contains('\r'), "{path} has CR");
    }
}
