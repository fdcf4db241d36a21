//! `report.html`: the result for a reader new to it, in one file that needs nothing else.
//!
//! In: the report and the plates drawn of it. Out: HTML, well formed, with its style and its figures
//! inside, without scripts. Every number is the report's; sentences say what came out.

mod claims;
mod conditions;
mod controls;
mod definition;
mod glossary;
mod headline;
mod literature;
mod memory;
mod options;
mod shape;
mod speed_axes;
mod tangling;
#[cfg(test)]
mod tests;
mod weakening;
mod words;

use std::cell::Cell;

use super::figures::Plate;
use super::result::Report;
use super::standing_out::over_action;
use super::weakening::Units;
use crate::analysis::cycles::average::Averaging;
use crate::experiment::suite::CutEvent;
use crate::report::html::escape;

const STYLE: &str = include_str!("style.css");

/// Sections by their anchors.
const SECTIONS: [(&str, &str); 12] = [
    ("what", "What tangling is"),
    ("short", "In short"),
    ("weakening", "What is left, what weakens it"),
    ("done", "What was done"),
    ("claims", "Claims"),
    ("tangling", "Tangling"),
    ("memory", "Learning and memory"),
    ("shape", "Shape of trajectories"),
    ("controls", "Controls"),
    ("literature", "Beside the literature"),
    ("conditions", "Conditions and options"),
    ("glossary", "Glossary"),
];

/// The whole page.
pub(super) fn page(report: &Report, plates: &[Plate]) -> String {
    let figures = Figures::new(plates);
    let parts = [
        section("what", &definition::body(report), ""),
        section("short", &headline::body(report), ""),
        section("weakening", &weakening::body(report), ""),
        section("done", &done(report), &figures.of(&["gaits"])),
        section("claims", &claims::table(report), ""),
        section(
            "tangling",
            &[
                two_medians(report),
                tangling::layers_table(report),
                tangling::sizes_table(report),
                tangling::pairs_table(report),
                tangling::sweeps_table(report),
            ]
            .concat(),
            &figures.of(&["scatter", "distributions", "by_command", "dimensions"]),
        ),
        section(
            "memory",
            &(memory::learning() + &figures.of(&["random_networks", "training"])),
            &memory::body(report),
        ),
        section(
            "shape",
            &(shape::introduction()
                + &figures.of(&[
                    "activity",
                    "portraits",
                    "spectra",
                    "stacks",
                    "fixed_points",
                    "eigenvalues",
                ])),
            &[
                shape::shapes_table(report),
                shape::rotations_table(report),
                speed_axes::warnings(report),
                speed_axes::whole_table(report),
                speed_axes::alone_table(report),
                shape::fixed_points_table(report),
            ]
            .concat(),
        ),
        section("controls", CONTROLS, &controls::section(report)),
        section("literature", LITERATURE, &literature::table(report)),
        section(
            "conditions",
            &conditions::left_out_table(report),
            &format!(
                "<details><summary>Conditions that count</summary>{}</details>\n\
                 <details><summary>All options</summary>{}</details>\n",
                conditions::kept_table(report),
                options::table(report)
            ),
        ),
        section("glossary", &glossary::list(report), ""),
    ];
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{header}<main>\n{main}</main>\n\
         <footer><p class=\"quiet\">Every number here is in report.json, every array that a figure is drawn \
         from in data.npz.</p></footer>\n</body>\n</html>\n",
        title = escape(&format!("Experiment: {}", report.policy.name)),
        header = header(report),
        main = parts.concat(),
    )
}

const CONTROLS: &str = "<p>The same measures on other networks, and on the same walk by other rules. A ratio \
                        below 1 is less tangled than the action. Where a network does not act but is driven, \
                        ratios are to the action of the policy that walks; those to its own action stand \
                        beside. A dash stands for equal components where a control leaves them alone: that \
                        comparison has a form, a number of components and an epsilon of its own. A control \
                        that needs a policy that is not there is missing, not met.</p>\n";
const LITERATURE: &str = "<p>Brains and robots are compared by figures of one name, made in different ways. \
                          The last column says what differs; where no published figure is at hand, the \
                          table says so.</p>\n";

fn header(report: &Report) -> String {
    let policy = &report.policy;
    let links: String = SECTIONS
        .iter()
        .map(|(anchor, title)| format!("<li><a href=\"#{anchor}\">{title}</a></li>"))
        .collect();
    let line = format!(
        "A study of the policy \u{201c}{}\u{201d} (SHA-256 of its weights {}…) on the robot {}.",
        policy.name,
        policy.sha256.chars().take(12).collect::<String>(),
        policy.robot
    );
    format!(
        "<header>\n<h1>Is the recurrent layer less tangled than the layer that drives the joints?</h1>\n\
         <p class=\"quiet\">{}</p>\n<nav><ol>{links}</ol></nav>\n</header>\n",
        escape(&line)
    )
}

fn section(anchor: &str, first: &str, then: &str) -> String {
    let named = SECTIONS.iter().find(|(own, _)| *own == anchor);
    let title = named.map_or(anchor, |(_, title)| title);
    format!("<section id=\"{anchor}\"><h2>{title}</h2>\n{first}{then}</section>\n")
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escape(text))
}

/// What was walked and measured, in words.
fn done(report: &Report) -> String {
    let (options, suite) = (&report.options, &report.options.suite);
    let event = match suite.cut.event {
        CutEvent::LiftOff => "leaves the ground",
        CutEvent::TouchDown => "touches down",
    };
    let foot = crate::robot::LEG_NAMES[suite.cut.foot.leg()];
    let averaged = match options.averaging {
        Averaging::Phase => format!("resampled to {} phase bins and averaged", suite.bins),
        Averaging::ModalLength => {
            "averaged sample by sample at 50 Hz, those of the most common length".to_owned()
        }
    };
    let kept = report.conditions.kept_conditions.iter();
    let strides: usize = kept.map(|kept| kept.strides).sum();
    let walked = format!(
        "A simulated quadruped walks under a neural network: an encoder, an LSTM, and a linear layer that \
         sets the targets of the 12 joints 50 times a second. It was asked for {} commands: sweeps of \
         speed along each command axis, and mixed ones. Each was walked {} times with its own start and \
         sensor noise, at friction {}; the first {} s do not count. A stride begins where the foot {foot} \
         {event}; strides are {averaged}, to one mean cycle a command. {} commands count, with {strides} \
         strides in all; the others were left out by rules set beforehand.",
        report.conditions.run,
        suite.trials,
        options.friction,
        suite.settle_seconds,
        report.conditions.kept,
    );
    paragraph(&walked)
}

/// That the two ways to a ratio of two layers differ, where they do in three digits.
fn two_medians(report: &Report) -> String {
    let pair = report.comparisons.get("hidden_action");
    let of_ratios = pair.and_then(|pair| pair.all_units);
    let of_medians = over_action(report, "hidden", Units::Own);
    let (Some(of_ratios), Some(of_medians)) = (of_ratios, of_medians) else {
        return String::new();
    };
    let of_ratios = words::factor(Some(of_ratios.median_log10_ratio));
    let of_medians = words::number(Some(of_medians));
    if of_ratios == of_medians {
        return String::new();
    }
    paragraph(&format!(
        "Ratios in text and tables are medians of the ratios at each time point (hidden over action: \
         {of_ratios}). The figures by command, by number of components and over training divide one median by \
         the other ({of_medians}). The two are not the same."
    ))
}

/// Figures by name, numbered as they are asked for: in the order of the page.
struct Figures<'a> {
    plates: &'a [Plate],
    asked: Cell<usize>,
}

impl<'a> Figures<'a> {
    fn new(plates: &'a [Plate]) -> Self {
        Self {
            plates,
            asked: Cell::new(0),
        }
    }

    fn of(&self, names: &[&str]) -> String {
        names.iter().map(|name| self.one(name)).collect()
    }

    fn one(&self, name: &str) -> String {
        let Some(plate) = self.plates.iter().find(|plate| plate.name == name) else {
            return String::new();
        };
        let number = self.asked.get() + 1;
        self.asked.set(number);
        format!(
            "<figure id=\"figure-{name}\">\n{}<figcaption><b>Figure {number}. {}.</b> {}</figcaption>\n\
             </figure>\n",
            plate.figure.svg,
            escape(plate.title),
            escape(&plate.caption)
        )
    }
}
