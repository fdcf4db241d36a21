//! Whether each permission of the tables is used. In: the source of every file, the rules. Out: those that no file
//! makes use of.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{ALL, Rules, faults, rules, sources};

/// Permissions that no file makes use of: rooms and crates.
fn unused(files: &[(PathBuf, String)], rules: &Rules) -> Vec<String> {
    let mut found = Vec::new();
    for (room, allowed) in &rules.rooms {
        for other in allowed.iter().filter(|other| *other != ALL) {
            let mut narrower = Rules {
                rooms: rules.rooms.clone(),
                crates: BTreeMap::new(),
            };
            narrower
                .rooms
                .entry(room.clone())
                .and_modify(|allowed| _ = allowed.remove(other));
            if all_faults(files, room, &narrower).is_empty() {
                found.push(format!("`{room}` may import `{other}` and does not"));
            }
        }
    }
    for (name, rooms) in &rules.crates {
        for room in rooms {
            let mut narrower = Rules {
                rooms: rules.rooms.clone(),
                crates: rules.crates.clone(),
            };
            narrower
                .crates
                .entry(name.clone())
                .and_modify(|rooms| _ = rooms.remove(room));
            if all_faults(files, room, &narrower).is_empty() {
                found.push(format!("`{room}` may use `{name}` and does not"));
            }
        }
    }
    found
}

/// What is wrong with the files of a room.
fn all_faults(files: &[(PathBuf, String)], room: &str, rules: &Rules) -> Vec<String> {
    let of_room = files.iter().filter(|(file, _)| {
        let first = file.iter().next().map(|part| part.to_string_lossy());
        first.is_some_and(|first| first.trim_end_matches(".rs") == room)
    });
    of_room
        .flat_map(|(file, source)| faults(file, source, rules))
        .collect()
}

#[test]
fn every_permission_is_used() {
    let found = unused(&sources(), &rules());
    assert!(
        found.is_empty(),
        "docs/architecture.md:\n{}",
        found.join("\n")
    );
}

#[test]
fn an_unused_permission_is_found_out() {
    let rules = Rules::read(
        "| room | what | may import |\n| --- | --- | --- |\n| `maths` | m | `files` |\n\
         | `files` | f | |\n| `cli` | c | all |\n\n\
         | outside crates | rooms |\n| --- | --- |\n| `serde` | `maths`, `files` |\n",
    );
    let file = |path: &str, source: &str| (PathBuf::from(path), format!("//! A file.\n{source}"));
    let sober = [
        file("maths/mod.rs", "use serde::Serialize;\n"),
        file("maths/tests.rs", "use crate::files::read;\n"),
        file("files.rs", "use serde::Serialize;\n"),
    ];
    assert_eq!(unused(&sober, &rules), Vec::<String>::new());
    let greedy = [file("maths/mod.rs", ""), sober[2].clone()];
    assert_eq!(
        unused(&greedy, &rules),
        [
            "`maths` may import `files` and does not",
            "`maths` may use `serde` and does not"
        ]
    );
}
