//! Who may import whom: the tables of `docs/architecture.md` against the source, file by file.
//!
//! A room is a folder or file of `src`. Imports of other rooms (`crate::room`, or `super` up to
//! the root) and of the outside crates that the second table lists are checked, and that each permission is
//! used; every file must open with a `//!` line; within a room files import one another without loops
//! ([`loops`]).

mod loops;
mod permissions;
mod tests;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use self::loops::{Module, loops};
use self::tokens::{Token, tokens};

/// May import every room.
const ALL: &str = "all";

/// The two tables.
struct Rules {
    /// Rooms that a room may import.
    rooms: BTreeMap<String, BTreeSet<String>>,
    /// Rooms that may name a crate, or a module of one (`rapier3d::glamx`).
    crates: BTreeMap<String, BTreeSet<String>>,
}

impl Rules {
    fn read(document: &str) -> Self {
        let rooms = table(document, "room").into_iter().map(|row| {
            let name = names(&row[0]).pop_first().expect("a room's name");
            let allowed = if row[2] == ALL {
                [ALL.to_owned()].into()
            } else {
                names(&row[2])
            };
            (name, allowed)
        });
        let mut crates = BTreeMap::new();
        for row in table(document, "outside crates") {
            for name in names(&row[0]) {
                crates.insert(name, names(&row[1]));
            }
        }
        Self {
            rooms: rooms.collect(),
            crates,
        }
    }
}

/// The rows of the Markdown table whose heading begins with `first`.
fn table(document: &str, first: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_matches('|');
        inner.split('|').map(|cell| cell.trim().into()).collect()
    };
    let is_row = |line: &&str| line.starts_with('|');
    let mut lines = document.lines();
    let heading = lines.find(|line| is_row(line) && cells(line)[0] == first);
    assert!(heading.is_some(), "no table of `{first}`");
    lines.skip(1).take_while(is_row).map(cells).collect()
}

/// The names between backquotes.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// What follows `tokens[at]` after `::`: one name, or the first names of a group in braces.
fn members<'a>(tokens: &[Token<'a>], at: usize) -> Vec<Token<'a>> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    if (text(at + 1), text(at + 2)) != (":", ":") {
        return Vec::new();
    }
    if text(at + 3) != "{" {
        return tokens.get(at + 3).copied().into_iter().collect();
    }
    let (mut depth, mut found) = (0, Vec::new());
    for index in at + 3..tokens.len() {
        match text(index) {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(text(index), "{" | ",") {
            found.extend(tokens.get(index + 1).copied());
        }
    }
    found.retain(|token| token.text != "}");
    found
}

/// What is wrong with one source file; `file` is its path within `src`.
fn faults(file: &Path, source: &str, rules: &Rules) -> Vec<String> {
    let name = |part: &std::ffi::OsStr| part.to_string_lossy().trim_end_matches(".rs").to_owned();
    let modules: Vec<String> = file.iter().map(name).filter(|part| part != "mod").collect();
    let room = modules[0].as_str();
    let mut found = Vec::new();
    if !source.starts_with("//! ") {
        found.push((1, "the file must open with `//! `".to_owned()));
    }
    match rules.rooms.get(room) {
        None => found.push((1, format!("room `{room}` is not in the table"))),
        Some(allowed) => {
            let tokens = tokens(source);
            for at in 0..tokens.len() {
                found.extend(room_faults(
                    &tokens,
                    at,
                    modules.len(),
                    (room, allowed),
                    rules,
                ));
                found.extend(crate_faults(&tokens, at, room, rules));
            }
        }
    }
    let place = |(line, fault)| format!("src/{}:{line}: {fault}", file.display());
    found.into_iter().map(place).collect()
}

/// Imports of rooms by the path that begins at `at`, where they are not allowed: line and fault.
fn room_faults(
    tokens: &[Token],
    at: usize,
    depth: usize,
    (room, allowed): (&str, &BTreeSet<String>),
    rules: &Rules,
) -> Vec<(usize, String)> {
    let mut others = imported(tokens, at, depth);
    others.retain(|other| {
        let fine = other.text == room || allowed.contains(ALL) || allowed.contains(other.text);
        rules.rooms.contains_key(other.text) && !fine
    });
    let fault = |other: Token| {
        (
            other.line,
            format!("`{room}` must not import `{}`", other.text),
        )
    };
    others.into_iter().map(fault).collect()
}

/// Uses of outside crates by the path that begins at `at`, where they are not allowed: line and
/// fault.
fn crate_faults(tokens: &[Token], at: usize, room: &str, rules: &Rules) -> Vec<(usize, String)> {
    let (name, before) = (tokens[at].text, |back: usize| {
        at.checked_sub(back).map_or("", |index| tokens[index].text)
    });
    let is_listed = |listed: &String| listed.split("::").next() == Some(name);
    let continues = (before(1), before(2)) == (":", ":");
    if continues || !rules.crates.keys().any(is_listed) {
        return Vec::new();
    }
    let mut parts = members(tokens, at);
    if parts.is_empty() && before(1) == "use" {
        parts.push(tokens[at]);
    }
    let fault = |part: Token| {
        let path = format!("{name}::{}", part.text);
        let rooms = rules.crates.get(&path).or(rules.crates.get(name));
        let fine = rooms.is_some_and(|rooms| rooms.contains(room));
        (!fine).then(|| (part.line, format!("`{room}` must not use `{path}`")))
    };
    parts.into_iter().filter_map(fault).collect()
}

/// The modules of the crate's root that the path beginning at `at` names. `depth`: of the file's
/// module below the root.
fn imported<'a>(tokens: &[Token<'a>], at: usize, depth: usize) -> Vec<Token<'a>> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let continues = at >= 2 && (text(at - 1), text(at - 2)) == (":", ":");
    match text(at) {
        "crate" | "tanglewalk" if !continues => members(tokens, at),
        "super" if !continues => {
            let mut last = at;
            while (text(last + 1), text(last + 2), text(last + 3)) == (":", ":", "super") {
                last += 3;
            }
            let climbed = (last - at) / 3 + 1;
            if climbed >= depth {
                members(tokens, last)
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> Rules {
    let document = std::fs::read_to_string(root().join("docs/architecture.md"));
    Rules::read(&document.expect("docs/architecture.md"))
}

/// All Rust files below a folder, sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let below = folders.iter().flat_map(|folder| rust_files(folder));
    files.into_iter().filter(is_rust).chain(below).collect()
}

#[test]
fn rooms_keep_to_the_architecture() {
    let (rules, src) = (rules(), root().join("src"));
    let files = rust_files(&src);
    let mut found = Vec::new();
    let mut rooms = BTreeSet::new();
    for path in &files {
        let source = std::fs::read_to_string(path).expect("a source file");
        let file = path.strip_prefix(&src).expect("a file of src");
        rooms.extend(
            file.iter()
                .next()
                .map(|room| room.to_string_lossy().into_owned()),
        );
        found.extend(faults(file, &source, &rules));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    for room in rules.rooms.keys() {
        let exists = rooms.contains(room) || rooms.contains(&format!("{room}.rs"));
        assert!(
            exists,
            "docs/architecture.md names room `{room}`, src has none"
        );
    }
    assert!(files.len() > rules.rooms.len());
}

/// The source, by path within `src`.
fn sources() -> Vec<(PathBuf, String)> {
    let src = root().join("src");
    let read = |path: PathBuf| {
        let source = std::fs::read_to_string(&path).expect("a source file");
        let file = path.strip_prefix(&src).expect("a file of src");
        (file.to_owned(), source)
    };
    rust_files(&src).into_iter().map(read).collect()
}

#[test]
fn files_import_one_another_without_loops() {
    let modules: Vec<Module> = sources()
        .iter()
        .map(|(file, source)| Module::read(file, source))
        .collect();
    let found = loops(&modules);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    // the same files, were two of them to import each other
    let mut twisted = sources();
    let record = twisted
        .iter_mut()
        .find(|(file, _)| file.ends_with("lab/record.rs"));
    let (_, source) = record.expect("lab/record.rs");
    source.push_str("use super::recorder::plugin;\n");
    let modules = twisted
        .iter()
        .map(|(file, source)| Module::read(file, source));
    assert_eq!(loops(&modules.collect::<Vec<_>>()).len(), 2);
}
