//! Where results go: links stay links, pipes and devices are written into, `-` is standard output,
//! and what can't be written is known before the work.

use std::path::Path;
use std::time::Instant;

use crate::policy_files::in_package;
use crate::program::{Call, tanglewalk};
use crate::training::{tiny, train};

const ROLLOUT: &str = "rollout --seconds 0.2 --out";
const EVALUATE: &str = "evaluate --seeds 1 --command 0,0,0 --json";

fn is_npz(bytes: &[u8]) -> bool {
    zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_ok_and(|zip| zip.len() == 17)
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_target_gets_the_bytes() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("disk")).unwrap();
    for (link, words) in [("run.npz", ROLLOUT), ("r.json", EVALUATE)] {
        symlink(Path::new("disk").join(link), at(link)).unwrap();
        symlink(link, at("again")).unwrap();
        for name in [link, "again"] {
            tanglewalk(words).with(name).within(folder.path()).done();
            assert!(at(name).is_symlink() && at("disk").join(link).metadata().unwrap().len() > 0);
        }
        std::fs::remove_file(at("again")).unwrap();
    }
    let film = format!("{ROLLOUT} run.npz --film-strip film.svg");
    symlink("disk/film.svg", at("film.svg")).unwrap();
    tanglewalk(&film).within(folder.path()).done();
    assert!(at("film.svg").is_symlink() && at("disk/film.svg").is_file());
    // a run's own files too
    symlink("disk/metrics.jsonl", at("metrics")).unwrap();
    std::fs::create_dir(at("run")).unwrap();
    symlink(at("disk/metrics.jsonl"), at("run/metrics.jsonl")).unwrap();
    train(folder.path()).done();
    train(folder.path()).words("--resume --steps 384").done();
    assert!(at("run/metrics.jsonl").is_symlink());
    let lines = std::fs::read_to_string(at("disk/metrics.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_by_all_its_names() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    symlink("/proc/self/fd/1", folder.path().join("link")).unwrap();
    for name in ["-", "/dev/stdout", "/dev/fd/1", "link"] {
        let (out, said) = tanglewalk(ROLLOUT).with(name).within(folder.path()).bytes();
        assert!(is_npz(&out), "{name}: {} bytes", out.len());
        assert!(said.contains("10 rows are in standard output"), "{said}");
        let (out, _) = tanglewalk(EVALUATE)
            .with(name)
            .within(folder.path())
            .bytes();
        serde_json::from_slice::<serde_json::Value>(&out).expect(name);
    }
    // the same into a file, and behind what the file has
    for script in [
        "\"$@\" - >got",
        "\"$@\" /dev/stdout >got",
        "echo before >got; \"$@\" link >>got",
    ] {
        tanglewalk(ROLLOUT)
            .within(folder.path())
            .in_script(script)
            .done();
        let got = std::fs::read(folder.path().join("got")).unwrap();
        assert!(is_npz(&got), "{script}: {} bytes", got.len());
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(
        names.len(),
        2,
        "the link and what was got, no file called -"
    );
    assert!(folder.path().join("link").is_symlink());
    tanglewalk(ROLLOUT).with("./-").within(folder.path()).done();
    assert!(folder.path().join("-").is_file(), "which can be had as ./-");
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_and_descriptors_are_written_into() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let got = || std::fs::read(folder.path().join("got")).unwrap();
    for script in [
        "\"$@\" /dev/fd/3 3>got",
        "mkfifo pipe; cat pipe >got & \"$@\" pipe; wait",
        "\"$@\" /dev/fd/3 3>&1 >said | cat >got",
    ] {
        let call = tanglewalk(ROLLOUT).within(folder.path());
        call.in_script(script).done();
        assert!(is_npz(&got()), "{script}");
    }
    let pipe = folder.path().join("pipe").metadata().unwrap();
    assert!(pipe.file_type().is_fifo());
    tanglewalk(ROLLOUT).with("/dev/null").done();
    assert!(!Path::new("/dev/null").is_file());
    tanglewalk(ROLLOUT)
        .with("/dev/fd/77")
        .refused(&["no descriptor 77 is open"]);
}

#[test]
fn several_files_do_not_go_to_standard_output() {
    let several = "--out -: several files are written, so give a folder";
    let folder = tempfile::tempdir().unwrap();
    let config = in_package("assets/training/walk.json");
    let calls = [
        tanglewalk("experiment --no-controls"),
        tanglewalk("train --config").with(config),
        #[cfg(not(feature = "lab"))]
        tanglewalk(""),
    ];
    for call in calls {
        call.words("--out -")
            .within(folder.path())
            .refused(&[several]);
    }
    for option in ["--film-strip", "--gait-diagram"] {
        let call = if option == "--film-strip" {
            "rollout --out never.npz"
        } else {
            "evaluate --command 0,0,0"
        };
        let call = tanglewalk(call)
            .words(option)
            .with("-")
            .within(folder.path());
        call.refused(&[&format!("{option} -: the name must end in .png or .svg")]);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn endings_that_belong_to_other_contents() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |words: &str, quote: &str| {
        tanglewalk(words).within(folder.path()).refused(&[quote]);
    };
    for name in ["run.csv", "run.json", "run.mat", "run.npz.gz", "run.txt"] {
        let quote = format!("--out {name}: what is written are arrays, or a run; let the name end");
        refused(&format!("rollout --out {name}"), &quote);
    }
    let json = "what is written is JSON; let the name end in .json";
    for words in [
        "evaluate --json result.npz",
        "bench --json bench.csv",
        "basis --out basis.npz",
        "atlas --policy walk --out atlas.png",
    ] {
        refused(words, json);
    }
    for name in ["film.jpg", "film.gif", "film", "film.pdf"] {
        let words = format!("rollout --out run.npz --film-strip {name}");
        refused(
            &words,
            &format!("--film-strip {name}: the name must end in .png or .svg"),
        );
    }
    #[cfg(feature = "lab")]
    for name in ["lab.jpg", "lab.svg", "lab", "-"] {
        let words = format!("lab --screenshot {name}");
        refused(
            &words,
            &format!("--screenshot {name}: the name must end in .png"),
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    for name in ["run", "run.NPZ", "speed-0.5"] {
        tanglewalk(ROLLOUT).with(name).within(folder.path()).done();
    }
}

/// The call is refused in a time in which it could not have done its work.
#[track_caller]
fn refused_at_once(call: Call, quotes: &[&str]) {
    let begun = Instant::now();
    call.refused(quotes);
    let seconds = begun.elapsed().as_secs_f64();
    assert!(seconds < 20.0, "noticed after {seconds} s only");
}

#[test]
fn what_cannot_be_written_is_known_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["kept.npz", "kept.json", "kept.png"] {
        std::fs::write(at(name), "kept").unwrap();
        let mut permissions = at(name).metadata().unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(at(name), permissions).unwrap();
    }
    let read_only = [
        "cannot be written: the file is read-only",
        "make it writable",
    ];
    let call = |words: &str| tanglewalk(words).within(folder.path());
    refused_at_once(call("rollout --seconds 86400 --out kept.npz"), &read_only);
    refused_at_once(
        call("rollout --seconds 86400 --out new.npz --film-strip kept.png"),
        &read_only,
    );
    refused_at_once(call("evaluate --seeds 10000 --json kept.json"), &read_only);
    refused_at_once(call("bench --seconds 3600 --json kept.json"), &read_only);
    refused_at_once(
        call("rollout --seconds 86400 --out new/"),
        &["new/: cannot be written"],
    );
    assert_eq!(std::fs::read_to_string(at("kept.npz")).unwrap(), "kept");
}

#[test]
fn folders_in_the_way_of_files_are_known_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["report.html", "data.npz", "report.json"] {
        let out = folder.path().join(name).with_extension("");
        std::fs::create_dir_all(out.join(name)).unwrap();
        let call = tanglewalk("experiment --no-controls --out").with(&out);
        refused_at_once(
            call,
            &[&format!("{name}: cannot be written"), "choose a file"],
        );
        std::fs::remove_dir_all(out).unwrap();
    }
    let long = || {
        let mut config = tiny();
        config["total_steps"] = 1_000_000_000_u64.into();
        config["average_from_step"] = 1000.into();
        let file = folder.path().join("config.json");
        std::fs::write(&file, config.to_string()).unwrap();
        tanglewalk("train --config")
            .with(file)
            .with("--out")
            .with(folder.path().join("run"))
    };
    for name in [
        "learning-curve.png",
        "metrics.jsonl",
        "checkpoints/average.json",
        "checkpoints/latest.safetensors",
        "resume/state.json.d",
    ] {
        let taken = folder.path().join("run").join(name.trim_end_matches(".d"));
        // a folder with something in it, as a file can't replace it
        if name.ends_with(".d") {
            std::fs::create_dir_all(folder.path().join("run")).unwrap();
            std::fs::write(folder.path().join("run/resume"), "taken").unwrap();
        } else {
            std::fs::create_dir_all(taken.join("taken")).unwrap();
        }
        refused_at_once(long(), &["cannot be written"]);
        std::fs::remove_dir_all(folder.path().join("run")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_is_read_or_written_already_is_not_overwritten() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    tanglewalk("rollout --seconds 2 --out")
        .with(at("run"))
        .done();
    let before = std::fs::read(at("run")).unwrap();
    symlink("run", at("link.json")).unwrap();
    for json in ["run", "link.json"] {
        tanglewalk("analyze")
            .with(at("run"))
            .with("--json")
            .with(at(json))
            .refused(&["that is the recording itself"]);
    }
    assert_eq!(std::fs::read(at("run")).unwrap(), before);
    symlink("new.npz", at("strip.png")).unwrap();
    tanglewalk("rollout --seconds 2 --out")
        .with(at("new.npz"))
        .with("--film-strip")
        .with(at("strip.png"))
        .refused(&["--film-strip", "--out", "is the same file"]);
    symlink("new.json", at("gait.png")).unwrap();
    tanglewalk("evaluate --command 0.5,0,0 --seeds 1 --json")
        .with(at("new.json"))
        .with("--gait-diagram")
        .with(at("gait.png"))
        .refused(&["--gait-diagram", "--json", "is the same file"]);
}
