//! What tangling is, before any number: in words, as a formula, in two sketches; why anybody cares; and
//! which layers are measured.

use std::f32::consts::TAU;

use super::glossary::link;
use crate::experiment::result::Report;
use crate::report::Figure;
use crate::report::html::escape;
use crate::report::svg::{Paint, Path, Point, Svg};
use crate::style::palette::{self, Rgb};

/// Size of a sketch, pixels.
const SIZE: [f32; 2] = [400.0, 190.0];
const MIDDLE: Point = [200.0, 95.0];
/// Points of a curve.
const POINTS: u8 = 120;
/// Length of an arrow, pixels.
const ARROW: f32 = 74.0;

/// Words, formula, sketches; motive and layers.
pub(super) fn body(report: &Report) -> String {
    format!(
        "<p>{WORDS}</p>\n{FORMULA}<p>{SYMBOLS}</p>\n<div class=\"sketches\">\n{}{}</div>\n<p>{WHY}</p>\n<p>{}</p>\n",
        sketch(
            circle(),
            "Low Q: a circle.",
            "Each place is left in one direction only: the state alone says what comes next."
        ),
        sketch(
            figure_of_eight(),
            "High Q: the crossing of a figure of eight.",
            "One place is left now this way, now that: the state alone does not say what comes next, and \
             something outside must."
        ),
        way(report)
    )
}

const WORDS: &str = "The activity of all units of a layer at one moment is a point, its state. As the robot \
                     walks, the point moves along a path, the trajectory. Tangling, Q, asks whether \
                     states that are alike also go on alike:";

/// The fraction is set by the style sheet; screen readers get it in words.
const FORMULA: &str = "<div class=\"formula\" role=\"math\" aria-label=\"Q of t is the maximum over t prime \
                       of the squared difference of the rates of change at t and t prime, divided by the \
                       squared difference of the states at t and t prime plus epsilon\">\
                       <span><i>Q</i>(<i>t</i>) =</span> \
                       <span class=\"under\"><span>max</span><span class=\"small\"><i>t</i>′</span></span> \
                       <span class=\"fraction\"><span>|<b>ẋ</b>(<i>t</i>) − <b>ẋ</b>(<i>t</i>′)|²</span>\
                       <span>|<b>x</b>(<i>t</i>) − <b>x</b>(<i>t</i>′)|² + ε</span></span></div>\n";

/// Markup, as the formula is.
const SYMBOLS: &str = "Here <b>x</b>(<i>t</i>) is the state at time <i>t</i>, every unit scaled to unit variance, \
                       and <b>ẋ</b>(<i>t</i>) its rate of change: which way it moves, and how fast. <i>Q</i> at \
                       <i>t</i> compares the state with those at every other time <i>t</i>′, of the same \
                       command or another, and keeps the worst case: a large numerator (they go on \
                       differently) over a small denominator (they are alike). The small constant ε keeps \
                       <i>Q</i> finite where two states are the same. <i>Q</i> is in 1/s²; only its ratio \
                       between layers matters here.";

/// Why anybody cares, and who found what.
const WHY: &str = "<b>Why it matters.</b> A population of high Q cannot make its own rhythm and must be driven; \
                   low Q is necessary for a rhythm of its own, not proof of one. In monkeys that turn a crank, \
                   motor cortex is far less tangled than the muscles that it drives (Russo et al. 2018). Rush, \
                   Jayaram &amp; Humbert 2023 (<a href=\"https://arxiv.org/abs/2305.11107\">arXiv \
                   2305.11107</a>) reported the like of a network that makes a robot walk: its recurrent \
                   layer is less tangled than its commands to the joints. This report repeats their study on \
                   this policy, and asks with controls what the finding shows: whether it needs learning, \
                   a memory, or neither.";

/// The layers in the order in which data pass them, as a line. Those that were not measured are left out.
fn way(report: &Report) -> String {
    let units = |name: &str| report.layers.get(name).map(|layer| layer.units);
    let steps = [
        units("observation").map(|count| {
            let name = link("Layer, population", "observation");
            format!("{name} (what the robot senses: {count} numbers)")
        }),
        units("encoder").map(|count| format!("encoder ({count} units)")),
        units("hidden").map(|count| {
            let name = link("LSTM", "LSTM");
            format!("{name} (the layer with a memory: hidden and cell state, {count} units each)")
        }),
        units("action").map(|count| format!("action ({count} targets of the joints)")),
        units("torque").map(|count| format!("torque ({count} joints)")),
        units("body").map(|count| format!("body (the robot’s movement: {count} numbers)")),
    ];
    let steps: Vec<String> = steps.into_iter().flatten().collect();
    format!(
        "<b>The layers,</b> as data pass them: {}.",
        steps.join(" → ")
    )
}

fn sketch(figure: Figure, title: &str, words: &str) -> String {
    format!(
        "<figure>\n{}<figcaption><b>{}</b> {}</figcaption>\n</figure>\n",
        figure.svg,
        escape(title),
        escape(words)
    )
}

/// A closed curve of x and y from -1 to 1 by phase, drawn about the middle.
fn draw_curve(svg: &mut Svg, [width, height]: [f32; 2], at: impl Fn(f32) -> [f32; 2], color: Rgb) {
    let place = |point: u8| {
        let [x, y] = at(TAU * f32::from(point) / f32::from(POINTS));
        [MIDDLE[0] + width * x, MIDDLE[1] - height * y]
    };
    let points: Vec<Point> = (0..POINTS).map(place).collect();
    let paint = Paint::stroke(color, 3.0).class("trajectory");
    svg.path(&Path::polygon(&points), paint);
}

/// An arrow from `at` in a direction of any length but 0, y upwards.
fn draw_arrow(svg: &mut Svg, at: Point, [x, y]: [f32; 2]) {
    let length = x.hypot(y);
    let along = [x / length, -y / length];
    let place = |forward: f32, side: f32| {
        [
            at[0] + forward * along[0] - side * along[1],
            at[1] + forward * along[1] + side * along[0],
        ]
    };
    let paint = Paint::stroke(palette::INK, 2.4).class("arrow");
    svg.line(at, place(ARROW - 12.0, 0.0), paint);
    let tip = [
        place(ARROW, 0.0),
        place(ARROW - 15.0, 6.5),
        place(ARROW - 15.0, -6.5),
    ];
    svg.path(&Path::polygon(&tip), Paint::fill(palette::INK));
}

fn draw_state(svg: &mut Svg, at: Point) {
    let paint = Paint::fill(palette::PAPER).outlined(palette::INK, 2.4);
    svg.circle(at, 6.5, paint.class("state"));
}

fn circle() -> Figure {
    let title = "A circle with one arrow from one place";
    let mut svg = Svg::on(
        palette::PAPER,
        "circle",
        SIZE.map(|side| side as u32),
        title,
    );
    let radius = 72.0;
    draw_curve(
        &mut svg,
        [radius; 2],
        |phase| [phase.cos(), phase.sin()],
        palette::INK_SECONDARY,
    );
    let at = [MIDDLE[0], MIDDLE[1] - radius];
    draw_arrow(&mut svg, at, [-1.0, 0.0]);
    draw_state(&mut svg, at);
    svg.finish()
}

/// Gerono's lemniscate, which crosses itself in the middle.
fn figure_of_eight() -> Figure {
    let title = "A figure of eight with two arrows from its crossing";
    let mut svg = Svg::on(palette::PAPER, "eight", SIZE.map(|side| side as u32), title);
    let [width, height] = [150.0, 72.0];
    draw_curve(
        &mut svg,
        [width, height],
        |phase| [phase.sin(), (2.0 * phase).sin()],
        palette::INK_SECONDARY,
    );
    // its directions where it passes the crossing, at phase 0 and half way round
    for way in [1.0, -1.0] {
        draw_arrow(&mut svg, MIDDLE, [way * width, 2.0 * height]);
    }
    draw_state(&mut svg, MIDDLE);
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_stand_in_a_line_without_those_that_are_not_there() {
        let mut report = crate::experiment::samples::Sample::full().result().report;
        let text = way(&report);
        let place = |name: &str| text.find(name).unwrap();
        assert!(place("observation") < place("encoder (6 units)"), "{text}");
        assert!(place("encoder (6") < place("LSTM") && place("LSTM") < place("→ action (4"));
        report.layers.remove("encoder");
        assert!(!way(&report).contains("encoder"));
    }

    #[test]
    fn one_way_on_round_the_circle_and_two_from_the_crossing() {
        let count = |figure: &Figure, class: &str| {
            figure.svg.matches(&format!("class=\"{class}\"")).count()
        };
        let [circle, eight] = [circle(), figure_of_eight()];
        for (figure, arrows) in [(&circle, 1), (&eight, 2)] {
            assert_eq!(count(figure, "arrow"), arrows);
            assert_eq!(count(figure, "state"), 1);
            assert!(figure.to_png().is_ok());
        }
    }
}
