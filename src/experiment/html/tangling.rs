//! Tables of tangling: layers, pairs of layers, sweeps.

use super::words::*;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable};

/// Every layer: Q with intervals.
pub(super) fn layers_table(report: &Report) -> String {
    let options = &report.options;
    let caption = format!(
        "Tangling of each layer: Q in 1/s², {}, derivative {}, epsilon {}. Under a figure its interval of \
         {} by bootstrap over strides, {} draws, the bias taken out. Within: t′ in the point\u{2019}s own \
         condition only; between: t′ in the others only.",
        form(options.form),
        derivative(options.derivative),
        options.epsilon_rule,
        confidence(report),
        options.bootstrap_replicates
    );
    let names = [
        "layer".to_owned(),
        "median Q".to_owned(),
        format!("median Q, {} components", options.equal_dimensions),
        "90th percentile".to_owned(),
        "99th percentile".to_owned(),
        "median within".to_owned(),
        "median between".to_owned(),
    ];
    let mut table = HtmlTable::new(caption, headings(&names, &[]));
    for name in layers(report) {
        let layer = &report.layers[name];
        let q = layer.tangling.as_ref();
        let percentile = |value: Option<f64>, interval: Option<[f64; 2]>| {
            Cell::stacked(&with_interval(value, interval, number))
        };
        table.push(vec![
            Cell::words(name),
            Cell::stacked(&median(q)),
            Cell::stacked(&median(layer.tangling_equal_dimensions.as_ref())),
            percentile(q.map(|q| q.p90), q.and_then(|q| q.p90_interval)),
            percentile(q.map(|q| q.p99), q.and_then(|q| q.p99_interval)),
            Cell::number(number(layer.tangling_within.as_ref().map(|q| q.median))),
            Cell::number(number(layer.tangling_between.as_ref().map(|q| q.median))),
        ]);
    }
    table.to_html()
}

/// A form of tangling by what it does to the units.
fn form(name: &str) -> String {
    match name {
        "zscore" => "every unit scaled to unit variance".to_owned(),
        "range" => "every unit scaled to its range".to_owned(),
        "none" => "units as they are".to_owned(),
        other => format!("form {}", plain(other)),
    }
}

/// A derivative by how it treats the ends of a cycle.
fn derivative(name: &str) -> &str {
    match name {
        "wrapped" => "taken round the closed cycle",
        "open" => "of the cycle cut open",
        other => other,
    }
}

/// Every layer: its size, and how sure its Q is.
pub(super) fn sizes_table(report: &Report) -> String {
    let caption = "What stands behind each layer\u{2019}s Q: its size, the number of time points, epsilon, and \
                   how much noise is left in the mean cycles.";
    let names = [
        "layer",
        "units",
        "constant units",
        "time points n",
        "epsilon",
        "bootstrap bias, 1/s²",
        "noise share",
        "split-half error",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[]));
    for name in layers(report) {
        let layer = &report.layers[name];
        let q = layer.tangling.as_ref();
        table.push(vec![
            Cell::words(name),
            count(layer.units),
            count(layer.constant_units),
            Cell::number(q.map_or(NONE.to_owned(), |q| q.n.to_string())),
            Cell::number(number(q.map(|q| q.epsilon))),
            Cell::number(number(q.and_then(|q| q.bootstrap_bias))),
            Cell::number(percent(layer.noise_share)),
            Cell::number(number(layer.split_half_error)),
        ]);
    }
    table.to_html()
}

/// Pairs of layers at the same time points.
pub(super) fn pairs_table(report: &Report) -> String {
    let caption = format!(
        "Layers against each other at the same time points. Below 1 the first is less tangled; share: \
         time points at which it is. Under a figure its interval of {}.",
        confidence(report)
    );
    let equal = format!("{} components", report.options.equal_dimensions);
    let names = [
        "pair".to_owned(),
        "time points n".to_owned(),
        "median ratio, all units".to_owned(),
        "share, all units".to_owned(),
        format!("median ratio, {equal}"),
        format!("share, {equal}"),
    ];
    let mut table = HtmlTable::new(caption, headings(&names, &[]));
    for (name, found) in &report.comparisons {
        let (all, equal) = (found.all_units.as_ref(), found.equal_dimensions.as_ref());
        table.push(vec![
            Cell::words(pair(name)),
            Cell::number(all.map_or(NONE.to_owned(), |ratio| ratio.n.to_string())),
            Cell::stacked(&ratio(all)),
            Cell::stacked(&share_below(all)),
            Cell::stacked(&ratio(equal)),
            Cell::stacked(&share_below(equal)),
        ]);
    }
    table.to_html()
}

/// Sweeps: time points of each in the pooled tangling.
pub(super) fn sweeps_table(report: &Report) -> String {
    let caption = "Median Q of each sweep\u{2019}s time points, 1/s² (t′ over all conditions), and the share of \
                   them at which the recurrent layer is less tangled than the action. No intervals: the \
                   bootstrap is of the pooled figures.";
    let mut names = ["sweep", "hidden below action", "cell below action"]
        .map(str::to_owned)
        .to_vec();
    names.extend(layers(report).into_iter().map(str::to_owned));
    names.push("conditions n".to_owned());
    let mut table = HtmlTable::new(caption, headings(&names, &[]));
    for (name, sweep) in &report.sweeps {
        let mut row = vec![
            Cell::words(plain(name)),
            Cell::number(percent(sweep.share_hidden_below_action)),
            Cell::number(percent(sweep.share_cell_below_action)),
        ];
        for layer in layers(report) {
            let median = sweep.median_tangling.get(layer).copied().flatten();
            row.push(Cell::number(number(median)));
        }
        row.push(count(sweep.conditions));
        table.push(row);
    }
    table.to_html()
}
