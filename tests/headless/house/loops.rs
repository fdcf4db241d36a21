//! Loops among the files of a room: one uses something of another which, directly or through others, uses
//! something of the first. In: the source of every file. Out: the loops, import by import.
//!
//! What a module and those within it use of one another is let be, and what a module hands on from one of its
//! files (`pub use file::Name`) is that file's. Test code does not count.

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
    /// What it hands on under its own name, by path below the root.
    hands_on: Vec<Name>,
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
            hands_on: hands_on(&tokens, &name),
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
        let mut rest = at + MARK.len()..at + MARK.len() + 6;
        let item = rest.find(|&k| matches!(text(k), "mod" | ";" | "{"));
        match item.filter(|&item| is_marked && text(item) == "mod") {
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

/// The paths of `pub use file::Name`, below the root.
fn hands_on(tokens: &[Token], name: &[String]) -> Vec<Name> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let mut found = Vec::new();
    for at in (0..tokens.len()).filter(|&at| text(at) == "pub") {
        let closed = (at + 2..at + 8).find(|&k| text(k) == ")");
        let item = closed.filter(|_| text(at + 1) == "(").unwrap_or(at) + 1;
        if text(item) != "use" {
            continue;
        }
        let base = match text(item + 1) {
            "crate" => Vec::new(),
            "self" => name.to_vec(),
            "super" => parent(name).to_vec(),
            first => [name, &[first.to_owned()]].concat(),
        };
        tree(tokens, item + 2, base, &mut found);
    }
    found.into_iter().map(|(path, _)| path).collect()
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
    let files: BTreeMap<&Name, &Module> = modules.iter().map(|file| (&file.name, file)).collect();
    let mut imports = Imports::new();
    for module in modules.iter().filter(|module| !is_test(&module.name)) {
        for (path, line) in &module.uses {
            let Some(file) = home(path, &files) else {
                continue;
            };
            let is_kin = file.starts_with(&module.name) || module.name.starts_with(file);
            if !is_kin && file[0] == module.name[0] && !is_test(file) {
                let of_module = imports.entry(&module.name).or_default();
                of_module.entry(file).or_insert(*line);
            }
        }
    }
    imports
}

/// The file that a path leads to: the deepest on it, or the one from which that hands the next name on.
fn home<'a>(path: &[String], files: &BTreeMap<&Name, &'a Module>) -> Option<&'a Name> {
    let mut path = path.to_vec();
    let mut met = BTreeSet::new();
    loop {
        let mut ends = (1..=path.len()).rev();
        let (end, file) = ends.find_map(|end| Some((end, *files.get(&path[..end].to_vec())?)))?;
        let next = path.get(end);
        let mut handed = file.hands_on.iter();
        let source = handed.find(|source| next.is_some() && source.last() == next);
        match source.filter(|_| met.insert(path.clone())) {
            Some(source) => path = [source.as_slice(), &path[end + 1..]].concat(),
            None => return Some(&file.name),
        }
    }
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
