//! The guard on made-up sources: what is at fault is found, with file and line, and what is not is let be.

use std::path::Path;

use super::loops::{Module, loops};
use super::{faults, rules};

#[test]
fn a_bad_file_is_found_out() {
    let rules = rules();
    let lines = |file: &str, source: &str| -> Vec<String> {
        let found = faults(Path::new(file), source, &rules);
        found
            .iter()
            .map(|fault| fault.split(": ").next().unwrap().to_owned())
            .collect()
    };
    let bad = "//! A view.\nuse std::io;\nuse crate::{\n    robot::Robot,\n    cli::Failure,\n};\n";
    assert_eq!(lines("lab/view.rs", bad), ["src/lab/view.rs:5"]);
    let bad = "//! Maths.\nfn f() -> crate::policy::Policy { todo!() }\n";
    assert_eq!(lines("analysis/pca.rs", bad), ["src/analysis/pca.rs:2"]);
    let bad = "//! Maths.\nuse super::policy::Policy;\nuse super::super::policy::Taps;\n";
    assert_eq!(lines("analysis/pca.rs", bad), ["src/analysis/pca.rs:3"]);
    assert_eq!(lines("analysis/mod.rs", bad)[0], "src/analysis/mod.rs:2");
    let bad = "//! A term.\nuse burn::tensor::Tensor;\n\nfn f(at: bevy::math::Vec3) {}\n";
    let at = ["src/task/term.rs:2", "src/task/term.rs:4"];
    assert_eq!(lines("task/term.rs", bad), at);
    let bad =
        "//! A robot.\nuse rapier3d::glamx::Vec3;\nuse rapier3d::{glamx::Quat, prelude::*};\n";
    assert_eq!(lines("robot/model.rs", bad), ["src/robot/model.rs:3"]);
    assert_eq!(lines("files.rs", "use std::io;\n"), ["src/files.rs:1"]);
    assert_eq!(lines("attic/old.rs", "//! Old.\n"), ["src/attic/old.rs:1"]);
}

#[test]
fn what_is_said_in_comments_and_strings_is_not_an_import() {
    let good = "//! See [`crate::cli`].\n/* crate::lab */\nuse crate::robot::Robot;\n\
                const QUOTE: char = '\"';\nfn f<'a>(x: &'a str) {\n    \
                let _ = (x, \"crate::lab \\\" bevy::math\", r#\"burn::\"x\"#);\n    \
                let clap = 1; // clap::Parser\n    x.crate_name::<u8>(task::clap, clap);\n}\n";
    let found = faults(Path::new("physics/drive.rs"), good, &rules());
    assert_eq!(found, Vec::<String>::new());
}

fn found_loops(files: &[(&str, &str)]) -> Vec<String> {
    let read = |(file, source): &(&str, &str)| Module::read(Path::new(file), source);
    loops(&files.iter().map(read).collect::<Vec<_>>())
}

#[test]
fn two_files_that_use_each_other_are_found() {
    let files = [
        ("lab/a.rs", "use std::io;\nuse super::b::B;\n"),
        ("lab/b/mod.rs", "fn f(a: crate::lab::a::A) {}\n"),
        ("lab/c.rs", "use super::a::A;\n"),
    ];
    assert_eq!(
        found_loops(&files),
        [
            "src/lab/a:2 imports lab/b, on a loop",
            "src/lab/b:1 imports lab/a, on a loop"
        ]
    );
}

#[test]
fn a_loop_of_three_through_groups_is_found() {
    let files = [
        (
            "lab/a.rs",
            "use crate::{\n    robot::Robot,\n    lab::{b::{B, C as D}, d},\n};\n",
        ),
        (
            "lab/b.rs",
            "use super::views::{self, deep::deeper::{Deepest}};\n",
        ),
        ("lab/views/deep.rs", "use super::super::a::A;\n"),
        ("lab/views/mod.rs", "pub mod deep;\n"),
        ("lab/d.rs", ""),
        ("robot.rs", "use crate::lab::a::A;\n"),
    ];
    assert_eq!(
        found_loops(&files),
        [
            "src/lab/a:3 imports lab/b, on a loop",
            "src/lab/b:1 imports lab/views/deep, on a loop",
            "src/lab/views/deep:1 imports lab/a, on a loop"
        ]
    );
}

#[test]
fn parents_and_test_code_are_let_be() {
    let files = [
        ("lab/mod.rs", "mod a;\nuse self::a::A;\npub fn f() {}\n"),
        ("lab/a.rs", "use super::f;\nuse crate::lab::a::deep::D;\n"),
        ("lab/a/deep.rs", "use super::A;\n"),
        (
            "lab/b.rs",
            "use super::a::A;\n#[cfg(test)]\nmod samples;\n#[cfg(test)]\n\
             mod tests { fn f() { {} } use super::super::c::C; }\nuse super::a;\n",
        ),
        ("lab/b/samples.rs", "use crate::lab::c::C;\n"),
        ("lab/c.rs", "use super::b::B;\n"),
    ];
    assert_eq!(found_loops(&files), Vec::<String>::new());
}

#[test]
fn what_a_parent_hands_on_is_its_files() {
    let files = [
        (
            "lab/mod.rs",
            "mod a;\npub(crate) use a::{A, deep::D};\npub use views::V;\n",
        ),
        ("lab/a.rs", "use super::b::B;\n"),
        ("lab/a/deep.rs", ""),
        ("lab/b.rs", "use std::io;\nuse super::A;\n"),
        ("lab/c.rs", "use super::D;\nuse crate::lab::V;\n"),
        (
            "lab/views/mod.rs",
            "pub use self::view::V;\npub use again::again;\n",
        ),
        ("lab/views/view.rs", "fn f() { crate::lab::c::g(); }\n"),
    ];
    assert_eq!(
        found_loops(&files),
        [
            "src/lab/a:1 imports lab/b, on a loop",
            "src/lab/b:2 imports lab/a, on a loop",
            "src/lab/c:2 imports lab/views/view, on a loop",
            "src/lab/views/view:1 imports lab/c, on a loop",
        ]
    );
    let round = [
        ("lab/mod.rs", "pub use b::A;\n"),
        ("lab/b.rs", "pub use super::A;\n"),
        ("lab/c.rs", "use super::A;\n"),
    ];
    assert_eq!(found_loops(&round), Vec::<String>::new());
}

#[test]
fn what_follows_an_import_for_tests_counts() {
    let files = [
        (
            "lab/a.rs",
            "#[cfg(test)]\nuse io;\nmod inner { use crate::lab::b::B; }\n",
        ),
        ("lab/b.rs", "use super::a::A;\n"),
    ];
    assert_eq!(found_loops(&files).len(), 2);
}
