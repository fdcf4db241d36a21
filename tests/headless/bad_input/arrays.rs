//! Shapes and types of arrays from other programs: what is read, what is left out, and the way out.

use crate::npz_files::{Npz, clock};
use crate::program::{Ended, tanglewalk};

mod shapes;
mod sources;
mod types;
mod values;

const ROWS: usize = 40;

fn time() -> Vec<f64> {
    clock(ROWS, 100.0, |t| t)
}

fn good() -> Npz {
    Npz::default().with_rates(&time())
}

fn analyze(npz: &Npz, options: &str) -> Ended {
    let (_folder, file) = npz.file();
    tanglewalk(&format!("analyze {options}")).with(&file).run()
}

/// The table; what is said on standard error holds all of `quotes`, in as many lines.
#[track_caller]
fn measured(npz: &Npz, options: &str, quotes: &[&str]) -> String {
    let ended = analyze(npz, options);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for quote in quotes {
        assert!(ended.err.contains(quote), "{}: no {quote}", ended.err);
    }
    assert_eq!(ended.err.lines().count(), quotes.len(), "{}", ended.err);
    assert!(
        ended.err.lines().all(|line| line.starts_with("warning: ")),
        "{}",
        ended.err
    );
    ended.out
}

/// The names in the first column of the table.
fn layers(table: &str) -> Vec<&str> {
    let lines = table.lines().skip_while(|line| !line.starts_with("layer"));
    // below the heading and its rule
    let rows = lines.skip(2).take_while(|line| !line.is_empty());
    rows.filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[track_caller]
fn refused(npz: &Npz, options: &str, quotes: &[&str]) {
    let (_folder, file) = npz.file();
    tanglewalk(&format!("analyze {options}"))
        .with(&file)
        .refused(quotes);
}
