//! The page: well formed, complete, and saying what came out.

use super::*;
use crate::experiment::figures::plates;
use crate::experiment::result::ExperimentResult;
use crate::experiment::samples::Sample;
use crate::style::numbers::{percent, significant};

fn page_of(result: &ExperimentResult) -> String {
    page(&result.report, &plates(result))
}

/// Every element is closed, in order.
fn check_well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("an element that ends");
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        if tag.starts_with('!') || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "closed out of order"),
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn the_page_is_well_formed_and_complete() {
    let result = Sample::full().result();
    let html = page_of(&result);
    check_well_formed(&html);
    let report = &result.report;
    for name in report.layers.keys() {
        assert!(
            html.contains(&format!("<th scope=\"row\">{name}</th>")),
            "{name}"
        );
    }
    for (name, control) in &report.controls {
        assert!(html.contains(&format!("id=\"control-{name}\"")), "{name}");
        assert!(control.missing.iter().all(|why| html.contains(why)));
        for run in &control.runs {
            assert!(html.contains(&escape(&run.label)), "{}", run.label);
        }
    }
    for claim in &report.claims {
        for text in [&claim.claim, &claim.because] {
            assert!(html.contains(&escape(&words::sentence(text))), "{text}");
        }
    }
    for left in &report.conditions.left_out {
        assert!(html.contains(&escape(&left.why)), "{}", left.why);
    }
    for plate in plates(&result) {
        assert!(html.contains(&plate.figure.svg), "{}", plate.name);
        assert!(html.contains(&escape(&plate.caption)), "{}", plate.name);
    }
    for (anchor, _) in SECTIONS {
        assert!(
            html.contains(&format!("<section id=\"{anchor}\">")),
            "{anchor}"
        );
    }
}

#[test]
fn the_page_needs_nothing_else_and_no_text_breaks_out() {
    let html = page_of(&Sample::full().result());
    assert!(!html.contains("<script"));
    assert!(html.contains("walk &lt;script&gt;&amp;"));
    for outside in ["src=", "@import", "url(http", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "an id twice: {ids:?}");
}

#[test]
fn numbers_in_the_tables_are_those_of_the_report() {
    let result = Sample::full().result();
    let html = page_of(&result);
    let row = |name: &str, table: &str| -> String {
        let (_, table) = html.split_once(table).unwrap();
        let (_, row) = table
            .split_once(&format!("<th scope=\"row\">{name}</th>"))
            .unwrap();
        row.split_once("</tr>").unwrap().0.to_owned()
    };
    for (name, layer) in &result.report.layers {
        let found = row(name, "Tangling of each layer");
        let q = layer.tangling.as_ref().unwrap();
        let equal = layer.tangling_equal_dimensions.as_ref().unwrap();
        for number in [q.median, q.p90, q.p99, equal.median] {
            let cell = format!("<td class=\"number\">{}</td>", significant(number));
            assert!(found.contains(&cell), "{name}: no {cell} in {found}");
        }
        let found = row(name, "What stands behind each layer");
        let cell = format!("<td class=\"number\">{}</td>", significant(q.epsilon));
        assert!(found.contains(&cell), "{name}: no {cell} in {found}");
        let found = row(name, "Shape of the mean cycles");
        for number in [layer.participation_ratio, layer.ellipse_r2] {
            let cell = format!("<td class=\"number\">{}</td>", significant(number.unwrap()));
            assert!(found.contains(&cell), "{name}: no {cell} in {found}");
        }
    }
    let pair = &result.report.comparisons["hidden_action"];
    let found = row("hidden / action", "Layers against each other");
    let ratio = pair.all_units.unwrap();
    for number in [
        significant(10_f64.powf(ratio.median_log10_ratio)),
        escape(&percent(ratio.share_below)),
        ratio.n.to_string(),
    ] {
        assert!(
            found.contains(&format!(">{number}<")),
            "no {number} in {found}"
        );
    }
    assert!(row("forward", "Median Q of each sweep").contains(">81.2\u{a0}%<"));
}

#[test]
fn little_data_still_make_a_page() {
    for sample in [
        Sample {
            speeds: vec![0.5],
            has_controls: false,
            has_fixed_points: false,
            ..Sample::full()
        },
        Sample {
            speeds: vec![0.3, 0.7],
            flat: "hidden",
            ..Sample::full()
        },
    ] {
        let html = page_of(&sample.result());
        check_well_formed(&html);
        assert_eq!(
            html.contains("The controls were left out"),
            !sample.has_controls
        );
        assert!(!html.contains("NaN"));
    }
}

#[test]
fn the_headline_follows_what_came_out() {
    let mut result = Sample::full().result();
    let mut says = |log_ratio: f64, against: Option<f64>| {
        let report = &mut result.report;
        for name in ["hidden", "cell"] {
            let pair = report
                .comparisons
                .get_mut(&format!("{name}_action"))
                .unwrap();
            let ratio = pair.all_units.as_mut().unwrap();
            ratio.median_log10_ratio = log_ratio;
            ratio.interval = Some([log_ratio - 0.01, log_ratio + 0.01]);
        }
        let control = report.controls.get_mut("random_lstm").unwrap();
        match against {
            None => control.runs.clear(),
            Some(against) => {
                for pair in control.runs[0].against_trained.values_mut() {
                    pair.all_units.as_mut().unwrap().median_log10_ratio = against;
                }
            }
        }
        headline::body(report)
    };
    assert!(says(-0.4, Some(-0.2)).contains("does not show that anything was learnt"));
    assert!(says(-0.4, Some(0.2)).contains("training added to it"));
    assert!(says(0.4, Some(0.2)).contains("does not show on this policy"));
    assert!(says(0.0, Some(0.2)).contains("does not decide"));
    assert!(says(-0.4, None).contains("the random networks were not measured"));
}

#[test]
fn what_weakens_the_finding_is_named_with_its_numbers() {
    let mut result = Sample::full().result();
    let report = &mut result.report;
    let headline = report.comparisons["hidden_action"].all_units.unwrap();
    let mut seeds = report.controls["random_lstm"].clone();
    let pair = seeds.runs[0].comparisons.get_mut("hidden_action");
    let weaker = headline.median_log10_ratio + 0.5;
    pair.unwrap().all_units.as_mut().unwrap().median_log10_ratio = weaker;
    report.controls.insert("seeds".to_owned(), seeds);
    let html = weakening::body(report);
    let (_, table) = html.split_once("Controls that weaken the finding").unwrap();
    let (_, row) = table
        .split_once("<th scope=\"row\">other training runs (2M steps)</th>")
        .unwrap();
    let row = row.split_once("</tr>").unwrap().0;
    let cells = format!(
        "<td class=\"number named\">{}</td><td class=\"number named\">3.16</td>",
        significant(10_f64.powf(weaker))
    );
    assert!(row.contains(&cells), "{row}");
    let missing = "policy trained without memory (no policy of this role)";
    assert!(html.contains(missing), "{html}");
    let short = headline::body(report);
    assert!(short.contains("other training runs") && short.contains("href=\"#weakening\""));
}

/// Links within the page.
#[test]
fn every_link_within_the_page_leads_somewhere() {
    let html = page_of(&Sample::full().result());
    let targets = html.split("href=\"#").skip(1);
    let targets: Vec<&str> = targets.filter_map(|part| part.split('"').next()).collect();
    assert!(targets.iter().any(|target| target.starts_with("term-")));
    for target in targets {
        assert!(html.contains(&format!(" id=\"{target}\"")), "{target}");
    }
}

#[test]
fn the_two_ways_to_a_ratio_are_told_apart_where_they_differ() {
    let mut report = Sample::full().result().report;
    let pair = report.comparisons.get_mut("hidden_action").unwrap();
    pair.all_units.as_mut().unwrap().median_log10_ratio = -2.0;
    assert!(two_medians(&report).contains("hidden over action: 0.0100)"));
    let own = over_action(&report, "hidden", Units::Own).unwrap();
    let pair = report.comparisons.get_mut("hidden_action").unwrap();
    pair.all_units.as_mut().unwrap().median_log10_ratio = own.log10();
    assert_eq!(two_medians(&report), "");
}

#[test]
fn rows_of_options_that_equal_components_ignore_do_not_show_them() {
    let mut result = Sample::full().result();
    let controls = &mut result.report.controls;
    controls.insert("derivative".to_owned(), controls["dimensions"].clone());
    let html = page_of(&result);
    let empty = |name: &str| {
        let (_, part) = html
            .split_once(&format!("<tbody id=\"control-{name}\">"))
            .unwrap();
        let part = part.split("</tbody>").next().unwrap();
        part.matches("<td class=\"number\">–</td>").count()
    };
    assert_eq!(empty("dimensions"), empty("derivative") + 2);
}

#[test]
fn groups_of_controls_say_in_how_many_runs_the_contrast_stays() {
    let mut result = Sample::full().result();
    let run = result.report.controls["random_lstm"].runs[0].clone();
    let mut of_ratio = |log10_ratios: [f64; 2]| {
        let control = result.report.controls.get_mut("random_lstm").unwrap();
        control.runs = log10_ratios
            .map(|log10| {
                let mut run = run.clone();
                for pair in run.comparisons.values_mut() {
                    pair.all_units.as_mut().unwrap().median_log10_ratio = log10;
                }
                run
            })
            .into();
        result.report.controls.remove("snapshots");
        controls::section(&result.report)
    };
    let html = of_ratio([-1.0, -0.5]);
    assert!(html.contains("in both runs: hidden / action 0.100 to 0.316"));
    assert!(of_ratio([-1.0, 0.5]).contains("in 1 of 2 runs"));
    assert!(of_ratio([1.0, 0.5]).contains("in none of 2 runs"));
    assert!(html.contains("Without memory: no run could be compared"));
}

#[test]
fn tangling_is_explained_before_the_first_result() {
    let html = page_of(&Sample::full().result());
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(place("class=\"formula\"") < place("class=\"lead\""));
    assert!(place("class=\"arrow\"") < place("class=\"lead\""));
    for term in [
        "(the network that controls the robot)",
        "a condition is",
        "in each it senses once",
        "The layers,",
        "Why it matters.",
    ] {
        assert!(place(term) < place("class=\"lead\""), "{term}");
    }
}
