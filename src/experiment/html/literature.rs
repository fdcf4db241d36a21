//! Beside the literature: published findings and ours, each in the nearest comparable form.
//!
//! Published figures stand in [`PUBLISHED`] alone; where no figure is at hand, it says so.

use super::words::*;
use crate::experiment::result::{LayerReport, Report};
use crate::report::html::{Cell, HtmlTable};

/// A published finding.
struct Published {
    source: &'static str,
    finding: &'static str,
    figure: &'static str,
    /// The same of this run.
    ours: fn(&Report) -> String,
    differs: &'static str,
}

const PUBLISHED: [Published; 7] = [
    Published {
        source: "Rush, Jayaram & Humbert 2023 (arXiv 2305.11107)",
        finding: "Trajectories of the recurrent layers are less tangled than those of the actuation layer",
        figure: "no figure at hand; the abstract claims it for a wide suite of gaits",
        ours: against_action,
        differs: "Its robot is ANYmal C in Isaac Gym, on 188 observations with terrain heights; ours sees \
                  48 entries of proprioception. Seven speeds a sweep there",
    },
    Published {
        source: "Rush, Jayaram & Humbert 2023 (arXiv 2305.11107)",
        finding: "Trajectories are elliptical; speed axes maximise the variance of mean activity",
        figure: "no figure at hand",
        ours: ellipses_and_axes,
        differs: "We count how well an ellipse fits, and whether conditions are in order of speed along \
                  the axis, which maximising alone does not make. For both directions together we leave out \
                  the plane of the cycles less each condition’s mean, and not PC1 and PC2",
    },
    Published {
        source: "Russo et al. 2018 (Neuron)",
        finding: "Motor cortex is far less tangled than muscle activity at nearly all time points of \
                  cycling monkeys",
        figure: "no figure at hand: most points lie under the unity line",
        ours: russo_form,
        differs: "Top 8 components of soft-normalised rates, epsilon 0.1 of the total variance, derivative \
                  at 1 ms; ours has the same form (soft range, 8 components) at phase bins of a stride. \
                  Network units are no neurons, and the action is a joint target, no muscle",
    },
    Published {
        source: "Saxena et al. 2022 (eLife)",
        finding: "At different cycling speeds motor cortex traces ellipses stacked along a speed axis",
        figure: "speed axis (best decode of mean velocity): 4.4 to 4.9 % of the variance; PC3: 5.3 to 8.6 %",
        ours: decoded_share,
        differs: "8 speeds in 2 directions, 12 components, a point every 25 ms. Ours: the same decode, \
                  regularised, over the axis’s own conditions, forward and backward stacked",
    },
    Published {
        source: "Saxena et al. 2022 (eLife)",
        finding: "Tangling of motor cortex is below that of muscles in every condition",
        figure: "every condition",
        ours: sweeps_below,
        differs: "Ours takes the commands of a sweep together (those that vary one speed one way), and \
                  compares the medians; the figure by command has every condition",
    },
    Published {
        source: "Suresh et al. 2020",
        finding: "In grasp motor cortex is not less tangled than kinematics",
        figure: "no ratio at hand; the sweep over dimensions is flat near 20",
        ours: against_body,
        differs: "Grasp is no rhythm. The nearest to kinematics is our body state: height, tilt, \
                  velocities, joint angles and speeds",
    },
    Published {
        source: "Foster et al. 2014",
        finding: "In walking monkeys activity separates by walking speed",
        figure: "no figure at hand",
        ours: separation,
        differs: "A speed left out is decoded from all others; distances between mean cycles, in units of \
                  their radius",
    },
];

/// The table.
pub(super) fn table(report: &Report) -> String {
    let mut table = HtmlTable::new(
        "Published findings beside ours, each in the nearest comparable form",
        [
            "source",
            "finding",
            "published figure",
            "this run",
            "what differs",
        ]
        .map(Cell::words)
        .into(),
    );
    for published in PUBLISHED {
        table.push(vec![
            Cell::words(published.source),
            Cell::words(published.finding),
            Cell::words(published.figure),
            Cell::words((published.ours)(report)),
            Cell::words(published.differs),
        ]);
    }
    table.to_html()
}

fn hidden(report: &Report) -> Option<&LayerReport> {
    report.layers.get("hidden")
}

/// Hidden and cell against one other layer.
fn against(report: &Report, other: &str) -> String {
    let said = ["hidden", "cell"].map(|layer| {
        let found = report.comparisons.get(&format!("{layer}_{other}"));
        let all = found.and_then(|pair| pair.all_units.as_ref());
        format!(
            "{layer} / {other}: median ratio {}; {} of time points below",
            ratio(all),
            share_below(all)
        )
    });
    said.join(". ")
}

fn against_action(report: &Report) -> String {
    against(report, "action")
}

fn ellipses_and_axes(report: &Report) -> String {
    let said = ["hidden", "cell"].map(|name| {
        let layer = report.layers.get(name);
        let ellipse = number(layer.and_then(|layer| layer.ellipse_r2));
        let ranks: Vec<String> = report
            .options
            .suite
            .speed_axes()
            .into_iter()
            .map(|axis| {
                let found = layer.and_then(|layer| layer.speed_axis.get(axis)?.as_ref());
                let rank = number(found.and_then(|found| found.rank_correlation));
                format!("{} {rank}", plain(axis))
            })
            .collect();
        format!(
            "{name}: ellipse R² {ellipse}; rank correlations {}",
            ranks.join(", ")
        )
    });
    said.join(". ")
}

fn russo_form(report: &Report) -> String {
    let forms = report.controls.get("forms");
    let run = forms.and_then(|forms| forms.runs.iter().find(|run| run.label == "russo"));
    let Some(run) = run else {
        return "missing: the control of other forms was not run".to_owned();
    };
    let said = ["hidden", "cell"].map(|layer| {
        let found = run.comparisons.get(&format!("{layer}_action"));
        let all = found.and_then(|pair| pair.all_units.as_ref());
        format!(
            "{layer} / action: median ratio {}; {} of time points below",
            ratio(all),
            share_below(all)
        )
    });
    said.join(". ")
}

fn decoded_share(report: &Report) -> String {
    let said = ["hidden", "cell"].map(|name| {
        let layer = report.layers.get(name);
        let found = layer.and_then(|layer| layer.speed_axis.get("forward")?.as_ref());
        let share = found.and_then(|found| found.decoded_variance_share);
        let third = layer.and_then(|layer| layer.variance_ratio.get(2).copied());
        format!(
            "{name}: decode of forward speed {}; PC3 of all conditions {}",
            percent(share),
            percent(third)
        )
    });
    said.join(". ")
}

fn sweeps_below(report: &Report) -> String {
    let said = ["hidden", "cell"].map(|layer| {
        let pairs: Vec<(f64, f64)> = report
            .sweeps
            .values()
            .filter_map(|sweep| {
                let find = |name: &str| sweep.median_tangling.get(name).copied().flatten();
                Some((find(layer)?, find("action")?))
            })
            .collect();
        let below = pairs.iter().filter(|(own, action)| own < action).count();
        let sweeps = match pairs.len() {
            all if below == all => format!("in each of the {all} sweeps"),
            all => format!("in {below} of the {all} sweeps"),
        };
        format!("{layer} state: median Q below that of the action {sweeps}")
    });
    said.join(". ")
}

fn against_body(report: &Report) -> String {
    let dimensions = report.controls.get("dimensions");
    let last: Vec<String> = dimensions
        .iter()
        .flat_map(|control| control.runs.iter().rev().take(2).rev())
        .map(|run| {
            let pair = run.comparisons.get("hidden_action");
            let all = pair.and_then(|pair| pair.all_units.as_ref());
            format!("{}: {}", run.label, ratio(all))
        })
        .collect();
    let by_dimensions = if last.is_empty() {
        "the sweep over components is missing".to_owned()
    } else {
        format!("hidden / action by components: {}", last.join(", "))
    };
    format!("{}. {by_dimensions}", against(report, "body"))
}

fn separation(report: &Report) -> String {
    let apart = hidden(report).and_then(|layer| layer.separation.as_ref());
    let found = hidden(report).and_then(|layer| layer.speed_axis.get("forward")?.as_ref());
    format!(
        "hidden: nearest other condition at {} radii (median); a forward speed left out is decoded to {} \
         m/s, where the mean alone errs by {} m/s",
        number(apart.map(|apart| apart.nearest_condition)),
        number(found.and_then(|found| found.decoding_error)),
        number(found.and_then(|found| found.decoding_error_of_mean))
    )
}
