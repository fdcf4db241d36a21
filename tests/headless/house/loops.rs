//! Loops among the files of a room: one uses something of another which, directly or through others, uses
//! something of the first. In: the source of every file. Out: the loops, import by import.
//!
//! What a module and those within it use of one another is let be. Test code does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tokens::{Token, tokens};

/// A path below the root: `["lab", "views", "table"]`.
type Name = Vec<String>;

/// A file and what it uses of the crate.
#[derive(Debug)]
pub(super) struct Module {
    name: Name,
    /// Paths below the root, and the line of each.
    uses: Vec<(Name, usize)>,
    /// Files below it that are test code.
    tests: Vec<Name>,
}

impl Module {
    /// From the source of a file, a path within `src`.
    pub(super) fn read(file: &Path, source: &str) -> Self {
        let part = |part: &std::ffi::OsStr| part.to_string_lossy().trim_end_matches(".rs").into();
        let name: Name = file.iter().map(part).filter(|part| part != "mod").collect();
        let (tokens, tests) = without_tests(&tokens(source));
        let below = |test: &str| [name.as_slice(), &[test.to_owned()]].concat();
        Self {
            uses: uses(&tokens, &name),
            tests: tests.into_iter().map(below).collect(),
            name,
        }
    }
}

/// The tokens less the modules for tests, and the names of those that are files.
fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let (mut kept, mut files) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let is_marked = (0..MARK.len()).all(|k| text(at + k) == MARK[k]);
        let item = (at + MARK.len()..at + MARK.len() + 6).find(|&k| text(k) == "mod");
        match item.filter(|_| is_marked) {
            Some(item) if text(item + 2) == "{" => {
                let mut depth = 0;
                at = item + 2;
                loop {
                    match text(at) {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                    if depth == 0 || at >= tokens.len() {
                        break;
                    }
                }
            }
            Some(item) => {
                files.push(text(item + 1));
                at = item + 3;
            }
            None => {
                kept.push(tokens[at]);
                at += 1;
            }
        }
    }
    (kept, files)
}

/// The paths that begin with `crate`, `super` or `self`, below the root.
fn uses(tokens: &[Token], name: &[String]) -> Vec<(Name, usize)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let continues = at >= 2 && tokens[at - 1].text == ":" && tokens[at - 2].text == ":";
        let base: &[String] = match tokens[at].text {
            "crate" => &[],
            "self" | "super" => name,
            _ => continue,
        };
        if !continues {
            let own = tokens[at].text == "super";
            let base = if own { parent(base) } else { base };
            tree(tokens, at + 1, base.to_vec(), &mut found);
        }
    }
    found
}

fn parent(name: &[String]) -> &[String] {
    &name[..name.len().saturating_sub(1)]
}

/// Reads what follows a path: `::name`, `::super`, `::{...}`; returns where it ends.
fn tree(tokens: &[Token], at: usize, path: Name, found: &mut Vec<(Name, usize)>) -> usize {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let line = tokens
        .get(at.saturating_sub(1))
        .map_or(0, |token| token.line);
    if (text(at), text(at + 1)) != (":", ":") {
        found.push((path, line));
        return at;
    }
    match text(at + 2) {
        "super" => tree(tokens, at + 3, parent(&path).to_vec(), found),
        "{" => {
            let mut at = at + 3;
            while !matches!(text(at), "}" | "") {
                if text(at) == "self" {
                    at = tree(tokens, at + 1, path.clone(), found);
                } else {
                    let longer = [path.as_slice(), &[text(at).to_owned()]].concat();
                    at = tree(tokens, at + 1, longer, found);
                }
                while !matches!(text(at), "," | "}" | "") {
                    at += 1; // `as name`
                }
                at += usize::from(text(at) == ",");
            }
            at + 1
        }
        name if name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty() => tree(
            tokens,
            at + 3,
            [path, vec![name.to_owned()]].concat(),
            found,
        ),
        _ => {
            found.push((path, line));
            at
        }
    }
}

/// Who imports whom, and on which line.
type Imports<'a> = BTreeMap<&'a Name, BTreeMap<&'a Name, usize>>;

fn imports(modules: &[Module]) -> Imports<'_> {
    let tests: BTreeSet<&Name> = modules.iter().flat_map(|module| &module.tests).collect();
    let is_test = |name: &Name| (0..=name.len()).any(|end| tests.contains(&name[..end].to_vec()));
    let files: BTreeSet<&Name> = modules.iter().map(|module| &module.name).collect();
    let mut imports = Imports::new();
    for module in modules.iter().filter(|module| !is_test(&module.name)) {
        for (path, line) in &module.uses {
            let file = (1..=path.len())
                .rev()
                .find_map(|end| files.get(&path[..end].to_vec()));
            let Some(&file) = file else { continue };
            let is_kin = file.starts_with(&module.name) || module.name.starts_with(file);
            if !is_kin && file[0] == module.name[0] && !is_test(file) {
                let of_module = imports.entry(&module.name).or_default();
                of_module.entry(file).or_insert(*line);
            }
        }
    }
    imports
}

/// The loops, each told once.
pub(super) fn loops(modules: &[Module]) -> Vec<String> {
    let imports = imports(modules);
    let reached = |from: &Name| -> BTreeSet<&Name> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            for file in imports.get(next).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(*file) {
                    open.push(file);
                }
            }
        }
        seen
    };
    let reaches: BTreeMap<&Name, BTreeSet<&Name>> =
        imports.keys().map(|&name| (name, reached(name))).collect();
    let on_a_loop = |a: &Name, b: &Name| {
        let reach = |from: &Name, to: &Name| reaches.get(from).is_some_and(|all| all.contains(to));
        reach(a, b) && reach(b, a)
    };
    let tell = |(from, to, line): (&Name, &Name, usize)| {
        let [from, to] = [from, to].map(|name| name.join("/"));
        format!("src/{from}:{line} imports {to}, on a loop")
    };
    let edges = imports
        .iter()
        .flat_map(|(&from, all)| all.iter().map(move |(&to, &line)| (from, to, line)));
    edges
        .filter(|&(from, to, _)| on_a_loop(from, to))
        .map(tell)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
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
            found(&files),
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
            found(&files),
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
        assert_eq!(found(&files), Vec::<String>::new());
    }
}
