//! The table of claims.

use super::words::sentence;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable};

/// Every claim with its verdict and the numbers behind it.
pub(super) fn table(report: &Report) -> String {
    let mut table = HtmlTable::new(
        "Claims, by rules that were written before results were seen, but for one correction: stacks of both \
         directions together leave out the plane of the cycles and not PC1 and PC2, with which speed went",
        ["claim", "verdict", "rule and numbers"]
            .map(Cell::words)
            .into(),
    );
    for claim in &report.claims {
        let verdict = match claim.held {
            Some(true) => Cell::of_class("held", "held"),
            Some(false) => Cell::of_class("not held", "not-held"),
            None => Cell::of_class("undecided", "undecided"),
        };
        table.push(vec![
            Cell::words(sentence(&claim.claim)),
            verdict,
            Cell::words(sentence(&claim.because)),
        ]);
    }
    table.to_html()
}
