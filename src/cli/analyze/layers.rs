//! Which arrays of a recording are layers, and why others are not.

use std::path::Path;

use super::clock::TIME;
use super::{AnalyzeArgs, fault};
use crate::analysis::basis::Basis;
use crate::cli::Failure;
use crate::recording::npz::{ArrayHeader, NpzFile};

/// The layers to measure, and warnings of arrays that may have been meant as such.
pub(super) struct Chosen {
    /// Names, in the order given or in that of the file.
    pub names: Vec<String>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
}

/// The layers that were named, or else all arrays of numbers `[rows, N]` but the clock and the
/// condition; with a basis those that it has.
pub(super) fn chosen(
    args: &AnalyzeArgs,
    file: &NpzFile,
    rows: usize,
    basis: Option<&Basis>,
) -> Result<Chosen, Failure> {
    let in_basis = |name: &str| basis.is_none_or(|basis| basis.layers.contains_key(name));
    if let Some(path) = &args.basis
        && let Some(name) = args.layers.iter().find(|name| !in_basis(name))
    {
        let found = format!("field layers: no {name}");
        let fix = "leave it out of --layers, or make the basis anew";
        return Err(fault::of_file(path, found, fix));
    }
    if !args.layers.is_empty() {
        return Ok(Chosen {
            names: args.layers.clone(),
            left_out: Vec::new(),
        });
    }
    let may_be = |name: &str| name != TIME && Some(name) != args.condition.as_deref();
    let candidates: Vec<&ArrayHeader> = file
        .headers()
        .iter()
        .filter(|header| may_be(&header.name) && in_basis(&header.name))
        .collect();
    let names: Vec<String> = candidates
        .iter()
        .filter(|header| header.unfit(rows).is_none())
        .map(|header| header.name.clone())
        .collect();
    if names.is_empty() {
        let has_layers =
            |header: &ArrayHeader| may_be(&header.name) && header.unfit(rows).is_none();
        let outside = basis.is_some() && file.headers().iter().any(has_layers);
        return Err(no_layers(file.path(), &candidates, rows, outside));
    }
    Ok(Chosen {
        names,
        left_out: left_out(file, &candidates, rows),
    })
}

/// A warning for each array that is none but looks as if it was meant to be one: with a side of
/// `rows` where it is no vector, or damaged.
fn left_out(file: &NpzFile, candidates: &[&ArrayHeader], rows: usize) -> Vec<String> {
    let path = file.path().display();
    let meant = |header: &&&ArrayHeader| {
        let vector = header.shape.len() < 2 && header.no_numbers.is_none();
        header.shape.contains(&rows) && !vector
    };
    let unfit = candidates.iter().filter(meant).filter_map(|header| {
        let (found, fix) = header.unfit(rows)?;
        Some(format!(
            "{path}: array {} left out: {found}; {fix}",
            header.name
        ))
    });
    let unreadable = file
        .unreadable()
        .iter()
        .filter(|array| array.name != TIME)
        .map(|array| format!("{path}: array {} left out: {}", array.name, array.found));
    unfit.chain(unreadable).collect()
}

/// The error of a file without layers, with the way out for the array that comes nearest.
fn no_layers(
    path: &Path,
    candidates: &[&ArrayHeader],
    rows: usize,
    outside_basis: bool,
) -> Failure {
    let error =
        |found: String, fix: String| fault::of_file(path, format!("no layer: {found}"), fix);
    if outside_basis {
        return error(
            "none that the basis has".to_owned(),
            "use the basis of this recording's policy".to_owned(),
        );
    }
    let distance = |header: &&&ArrayHeader| {
        let (sides, fits) = (header.shape.len(), header.shape.contains(&rows));
        (!fits, sides < 2, header.no_numbers.is_some())
    };
    match candidates.iter().min_by_key(distance) {
        Some(header) => {
            let (found, fix) = header.unfit(rows).unwrap_or_default();
            let name = &header.name;
            error(format!("{name} has {found}, not numbers [{rows}, N]"), fix)
        }
        None => error(
            format!("no array of shape [{rows}, N]"),
            "record layers beside time".to_owned(),
        ),
    }
}
