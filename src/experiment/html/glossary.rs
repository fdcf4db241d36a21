//! The words of the report, for a reader new to it.

use crate::experiment::result::Report;
use crate::report::html::escape;

/// Terms and what they mean here.
const TERMS: [(&str, &str); 37] = [
    (
        "Tangling Q",
        "How differently a trajectory goes on from states that are alike: at each time t the largest, over \
         all other times t′, of the squared difference of the derivatives over the squared difference of \
         the states plus epsilon. Unit 1/s². Low where similar states always have similar futures, as on \
         a smooth circle; high where a trajectory crosses or turns back on itself. A system that makes its \
         rhythm by itself needs low tangling; one that is driven from outside does not.",
    ),
    (
        "Epsilon",
        "Keeps Q finite where two states coincide: 0.1 of the variance, by the rule that the options name. \
         By the rule of entries it is the smaller a part of the total variance the more units a layer has.",
    ),
    (
        "Equal components",
        "Q taken on equally many principal components of every layer, so that the number of units cannot \
         make the difference. In report.json: equal_dimensions.",
    ),
    (
        "Forms of tangling",
        "How units are scaled before Q is taken. z-score (zscore): each to unit variance. Range: each by its \
         range; soft range: by its range plus a constant, so that units that hardly move count less. None: \
         as they are. Russo: soft range, the first 8 components, epsilon 0.1 of their total variance, as \
         Russo et al. (2018) have it.",
    ),
    (
        "Derivative, wrapped or open",
        "The rate of change from bin to bin. Wrapped: the first bin follows the last, as the cycle is closed. \
         Open: the first value is repeated instead.",
    ),
    (
        "Within, between",
        "Q with t′ taken from the time point’s own condition, or from all others. The headline takes both.",
    ),
    (
        "Policy",
        "The trained network that controls the robot: it takes in what the robot senses and gives out targets \
         of the joints.",
    ),
    (
        "Control step",
        "One pass of the network: it senses once and sets the targets once. Training is counted in them; \
         physics runs in finer steps between.",
    ),
    (
        "Layer, population",
        "A set of units that is measured together. Observation: the 48 entries that the network sees. Body: \
         the state of trunk and joints. Encoder: the layer before the LSTM. Hidden and cell: the two states \
         of the LSTM. Action: the 12 outputs, targets of the joints. Torque: what the joints then do.",
    ),
    (
        "LSTM",
        "A recurrent layer with a memory (cell state) and an output that is fed back (hidden state); three \
         gates decide what is kept, taken in and given out.",
    ),
    (
        "Driven network",
        "A network that is fed what the policy under study sensed, step by step, and whose action moves \
         nothing. A random LSTM is an untrained network of the same sizes.",
    ),
    (
        "Surrogate cycles",
        "Mean cycles whose harmonics are put at random phases. How much each component varies, and how fast, \
         is kept; what ties components together in time is lost.",
    ),
    (
        "Recurrent, actuation layer",
        "The LSTM’s hidden or cell state; the action. The paper’s claim compares them.",
    ),
    (
        "Condition",
        "One command to the robot: forward speed u* and lateral speed v* in m/s, yaw rate r* in rad/s.",
    ),
    (
        "Left out: fell, stands, unsteady, too few strides, outside training",
        "Why a condition does not count: the robot fell in too many trials; all feet were down for too much of \
         the time; its strides differed too much in length; there were too few of them; or the command lies outside what \
         the policy was trained on.",
    ),
    ("Sweep", "Conditions that differ in one speed alone."),
    (
        "Stride, phase bin",
        "A stride is from one lift-off (or touch-down) of one foot to the next. It is resampled to equally \
         many phase bins, 0 at its beginning and 1 at its end.",
    ),
    (
        "Mean cycle",
        "The average of a condition’s strides, bin by bin: a closed loop in the space of a layer’s units.",
    ),
    (
        "Time point",
        "One phase bin of one condition. Neighbouring time points are much alike: they are no independent \
         observations.",
    ),
    (
        "Modal length",
        "The most common number of control steps in a stride of a condition.",
    ),
    (
        "z-score",
        "A unit less its mean, over its standard deviation, over all time points: every unit counts alike.",
    ),
    (
        "Principal components (PC)",
        "Directions among the units, ordered by how much of the variance lies along them.",
    ),
    (
        "Participation ratio",
        "About how many components share the variance: the squared sum of the components’ variances over \
         the sum of their squares. 1 for a line, N for N equal directions.",
    ),
    (
        "Ellipse R²",
        "Share of a mean cycle’s variance that one ellipse (its first harmonic) explains; 1 is an exact \
         ellipse run at an even pace.",
    ),
    (
        "Eccentricity",
        "How long an ellipse is for its width: 0 for a circle, near 1 for one as flat as a line.",
    ),
    (
        "Radii",
        "The unit of the distance between two cycles: the mean of their radii, each the root mean square \
         distance of a cycle\u{2019}s points from its centre. 0: the cycles touch; 1: nowhere nearer than a radius.",
    ),
    (
        "Divergence",
        "How far states part that are alike now: the largest ratio, over all other states and up to a stride \
         ahead, of the squared distance then over the squared distance now (plus a softening as in Q). \
         No unit; low where alike states stay alike.",
    ),
    (
        "Speed axis",
        "The direction along which the mean activity of conditions lies furthest apart, beside the plane in \
         which their cycles run: among PC3 to PC12 for one direction of travel, as in the paper; for both \
         together, among the first 12 components without the plane of the cycles less each condition’s mean. \
         Conditions stack by speed where their order along it is that of their speeds.",
    ),
    (
        "Rank correlation",
        "Agreement of two orders (Spearman): 1 the same, 0 none, −1 reversed.",
    ),
    (
        "jPCA",
        "A fit of rotations to the trajectories: how much of the derivative a pure rotation (skew) or any \
         linear rule (free) explains.",
    ),
    (
        "Fixed point",
        "A state that the recurrent layer does not leave while its input is held still; slow, if it hardly \
         moves. Stable if small pushes die out.",
    ),
    (
        "q (fixed-point speed)",
        "Half the squared distance that the state moves in one control step under the held input; 0 at a \
         fixed point. Not to be mistaken for Q.",
    ),
    (
        "Eigenvalue, modulus",
        "Near a fixed point a small push is a sum of modes, and each control step multiplies each mode by its \
         eigenvalue, a complex number. Its modulus is its distance from 0: below 1 the mode dies out, above 1 it \
         grows. Its angle says how fast the mode turns.",
    ),
    (
        "Bootstrap interval",
        "How far a figure moves if other strides had been drawn: strides are redrawn with replacement within \
         each condition, and the middle part of the draws is given, less the bias that redrawing adds.",
    ),
    (
        "Bootstrap bias",
        "How far the middle of the redrawn figures lies from the figure itself. Redrawn strides repeat, so that \
         their mean holds more noise, and noise raises Q. It is taken out of intervals, and is about what \
         noise adds to the figure already.",
    ),
    (
        "Split-half error",
        "Half the root mean square difference between the mean cycles of every other stride and of the rest, \
         over how far the cycles move: how sure a mean cycle is.",
    ),
    (
        "Noise share",
        "Part of the mean cycles’ variance that averaging over strides left as noise.",
    ),
];

/// The list.
pub(super) fn list(report: &Report) -> String {
    let items: String = TERMS
        .iter()
        .map(|(term, meaning)| {
            format!(
                "<dt id=\"{}\">{}</dt><dd>{}</dd>\n",
                anchor(term),
                escape(term),
                escape(meaning)
            )
        })
        .collect();
    let bins = report.options.suite.bins;
    format!("<dl>\n{items}</dl>\n<p>In this run a stride has {bins} phase bins.</p>\n")
}

/// Words that lead to a term, as markup.
pub(super) fn link(term: &str, words: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", anchor(term), escape(words))
}

/// Letters and digits of a term; each run of others becomes a hyphen.
fn anchor(term: &str) -> String {
    let parts = term.split(|letter: char| !letter.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    format!("term-{}", parts.join("-").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_made_of_letters_and_hyphens() {
        assert_eq!(anchor("Stride, phase bin"), "term-stride-phase-bin");
        assert_eq!(link("LSTM", "it"), "<a href=\"#term-lstm\">it</a>");
    }
}
