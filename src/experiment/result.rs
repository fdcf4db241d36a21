//! What an experiment finds, as one typed value: `report.json` and the arrays of `data.npz`.
//!
//! Q in 1/s^2, periods in s, commands in base axes (m/s, m/s, rad/s). `None` (null) where a number
//! does not exist: a layer that does not vary, a single stride, too few conditions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::options::OptionsReport;
use crate::analysis::demixed::Demixed;

/// Version of `report.json`.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// All of it.
#[derive(Clone, Debug)]
pub(crate) struct ExperimentResult {
    /// Every number.
    pub report: Report,
    /// Every array that a figure is drawn from.
    pub arrays: Vec<NamedArray>,
}

/// An array of `data.npz`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamedArray {
    /// Documented in `docs/formats.md`.
    pub name: String,
    /// Such as `[C, B, N]`.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f64>,
}

/// The contents of `report.json`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Which policy.
    pub policy: PolicyReport,
    /// What was chosen, by the literature's defaults or by the command line.
    pub options: OptionsReport,
    /// What was walked and what counts.
    pub conditions: ConditionsReport,
    /// By name of the population.
    pub layers: BTreeMap<String, LayerReport>,
    /// Share of time points at which the hidden state is less tangled than the action.
    pub share_hidden_below_action: Option<f64>,
    /// The same of the cell state.
    pub share_cell_below_action: Option<f64>,
    /// Pairs of populations, `A_B`: A against B.
    pub comparisons: BTreeMap<String, Comparison>,
    /// By name of the sweep: its time points of the pooled tangling.
    pub sweeps: BTreeMap<String, SweepReport>,
    /// Of the recurrent layer, one held input a sweep; empty for a network without memory.
    pub fixed_points: Vec<FixedPointsReport>,
    /// By name.
    pub controls: BTreeMap<String, Control>,
    /// What the paper claims, held against this.
    pub claims: Vec<Claim>,
}

/// The policy under study.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PolicyReport {
    /// Its configuration's name.
    pub name: String,
    /// Of its weights.
    pub sha256: String,
    /// Control steps of training.
    pub steps: u64,
    /// The robot's name.
    pub robot: String,
}

/// Conditions.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ConditionsReport {
    /// In the suite.
    pub run: usize,
    /// That count.
    pub kept: usize,
    /// In the order of the arrays' first axis.
    pub kept_conditions: Vec<KeptCondition>,
    /// By rule.
    pub left_out: Vec<LeftOutCondition>,
}

/// A condition that counts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KeptCondition {
    /// u*, v*, r*.
    pub command: [f32; 3],
    /// Its sweep; null for a mixed command.
    pub sweep: Option<String>,
    /// Whole strides.
    pub strides: usize,
    /// Mean, s.
    pub period: f64,
    /// Standard deviation of the period over its mean; sampled at 50 Hz.
    pub period_cv: f64,
}

/// A condition that does not count.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftOutCondition {
    /// u*, v*, r*.
    pub command: [f32; 3],
    /// Its sweep; null for a mixed command.
    pub sweep: Option<String>,
    /// The rule it broke.
    pub why: String,
}

/// One population.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LayerReport {
    /// N.
    pub units: usize,
    /// Units that keep one value over all mean cycles.
    pub constant_units: usize,
    /// In the form of the options, t' over all conditions.
    pub tangling: Option<TanglingReport>,
    /// The same, t' within the point's own condition.
    pub tangling_within: Option<TanglingReport>,
    /// The same, t' in the other conditions.
    pub tangling_between: Option<TanglingReport>,
    /// On equally many principal components in every population.
    pub tangling_equal_dimensions: Option<TanglingReport>,
    /// Shares of the z-scored variance along the first principal components.
    pub variance_ratio: Vec<f64>,
    /// `(sum l)^2 / sum l^2` of the z-scored pooled cycles.
    pub participation_ratio: Option<f64>,
    /// Shares of the z-scored variance by phase, by condition, by both; null for cycles of unequal length.
    pub demixed: Option<Demixed>,
    /// Variance of the mean cycles that is noise of averaging, as a share of their variance.
    pub noise_share: Option<f64>,
    /// Half the root mean square difference between the cycles of odd and of even strides, over
    /// their modulation; z-scored units.
    pub split_half_error: Option<f64>,
    /// By name of the axis.
    pub speed_axis: BTreeMap<String, Option<SpeedAxisReport>>,
    /// `r2` of `ellipse`.
    pub ellipse_r2: Option<f64>,
    /// Ellipses of the conditions.
    pub ellipse: Option<EllipseReport>,
    /// Rotations.
    pub rotation: Option<RotationReport>,
    /// How far conditions keep apart; null in controls.
    pub separation: Option<SeparationReport>,
    /// Alignment index of the conditions of two speed axes, `A_B`: the share of what the first 10
    /// principal components of B hold that those of A hold; empty in controls.
    pub alignment: BTreeMap<String, f64>,
}

/// Tangling over time points.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TanglingReport {
    /// Name of the form.
    pub form: &'static str,
    /// Principal components, for a form that keeps some.
    pub dimensions: Option<usize>,
    /// `wrapped` or `open`.
    pub derivative: &'static str,
    /// Name of the rule.
    pub epsilon_rule: &'static str,
    /// What it gave.
    pub epsilon: f64,
    /// `1/s^2`.
    pub unit: &'static str,
    /// Time points.
    pub n: usize,
    /// 50th percentile.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 99th percentile.
    pub p99: f64,
    /// Of the median: bootstrap over strides, 95 %, the bias taken out.
    pub interval: Option<[f64; 2]>,
    /// Median of the draws less the median; about what noise adds to it already.
    pub bootstrap_bias: Option<f64>,
    /// Of the 90th percentile.
    pub p90_interval: Option<[f64; 2]>,
    /// Of the 99th percentile.
    pub p99_interval: Option<[f64; 2]>,
}

/// Two populations, time point by time point.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Comparison {
    /// In the form of the options.
    pub all_units: Option<Ratio>,
    /// On equally many principal components.
    pub equal_dimensions: Option<Ratio>,
}

/// log10(Q of A / Q of B) over time points.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Ratio {
    /// Time points.
    pub n: usize,
    /// Share of them with A less tangled than B.
    pub share_below: f64,
    /// Median of the logarithm to base 10.
    pub median_log10_ratio: f64,
    /// Of the median: bootstrap over strides, 95 %, the bias taken out.
    pub interval: Option<[f64; 2]>,
    /// Median of the draws less the median; about what noise adds to it already.
    pub bootstrap_bias: Option<f64>,
    /// Of the share.
    pub share_interval: Option<[f64; 2]>,
}

/// Time points of one sweep.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SweepReport {
    /// Conditions kept.
    pub conditions: usize,
    /// Median Q by population.
    pub median_tangling: BTreeMap<String, Option<f64>>,
    /// Share of time points with the hidden state below the action.
    pub share_hidden_below_action: Option<f64>,
    /// The same of the cell state.
    pub share_cell_below_action: Option<f64>,
}

/// Stacking of conditions along one direction.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SpeedAxisReport {
    /// Conditions of the axis that count.
    pub conditions: usize,
    /// What was left out before the axis was sought.
    pub plane: PlaneName,
    /// Share of the variance along each direction left out that lies between conditions: above a half,
    /// what was left out tells conditions apart more than it holds their cycles.
    pub left_out_between: Vec<f64>,
    /// Share of the variance of these conditions along the axis.
    pub variance_share: f64,
    /// Spearman, between commanded speed and mean activity along the axis.
    pub rank_correlation: Option<f64>,
    /// The same between |speed| and mean activity: 1 or -1 for an axis that orders how fast the robot
    /// goes, whichever way.
    pub rank_correlation_abs: Option<f64>,
    /// R^2 of a line from mean activity along the axis to speed.
    pub linearity: f64,
    /// What leaving the other plane out would say; null in controls.
    pub other_plane: Option<OtherPlaneReport>,
    /// Root mean square error of each speed decoded by the best linear decode (Saxena 2022) of all
    /// other speeds, m/s or rad/s; null in controls.
    pub decoding_error: Option<f64>,
    /// The same for a decoder that always says the mean of the speeds it has seen.
    pub decoding_error_of_mean: Option<f64>,
    /// Share of the variance along the best decoding direction; null in controls.
    pub decoded_variance_share: Option<f64>,
    /// Angle to each other axis, degrees, 0 to 90; each in its own z-scored units.
    pub angles: BTreeMap<String, f64>,
}

/// What is left out of the first 12 principal components before a speed axis is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlaneName {
    /// PC1 and PC2 of all bins: conditions of one direction, as in the paper.
    Components,
    /// The plane of the cycles less each condition's mean: both directions together.
    Cycles,
}

/// The same axis, beside the plane that it is not judged by.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OtherPlaneReport {
    /// Which.
    pub plane: PlaneName,
    /// As of the axis.
    pub left_out_between: Vec<f64>,
    /// As of the axis.
    pub variance_share: f64,
    /// As of the axis.
    pub rank_correlation: Option<f64>,
}

/// Ellipses (first harmonics) of the conditions' cycles, on the first 12 principal components.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EllipseReport {
    /// Share of the variance in the condition's own plane of largest variance that the ellipse
    /// explains; median over conditions.
    pub r2: f64,
    /// Share of the variance in all of these components; median over conditions.
    pub r2_all_components: f64,
    /// Of the ellipse in the plane; median over conditions.
    pub eccentricity: f64,
}

/// Linear dynamics of all cycles on the first principal components (jPCA).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RotationReport {
    /// Principal components that the fit is on.
    pub dimensions: usize,
    /// R^2 of x' = M x with M skew-symmetric.
    pub skew_r2: f64,
    /// R^2 of x' = M x with any M.
    pub free_r2: f64,
    /// Frequency of the fastest plane, Hz.
    pub frequency: f64,
    /// Share of the variance of these components in that plane.
    pub plane_variance_share: f64,
}

/// Trajectories of different conditions, on the first 12 principal components.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SeparationReport {
    /// Smallest distance to the nearest other condition over the mean radius; median over conditions.
    pub nearest_condition: f64,
    /// Trajectory divergence a whole stride ahead (Russo 2020), median over time points; null for
    /// cycles of unequal length.
    pub divergence: Option<f64>,
}

/// Fixed and slow points under one held input, the mean observation of a condition.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FixedPointsReport {
    /// The condition's sweep.
    pub sweep: String,
    /// The condition's command.
    pub command: [f32; 3],
    /// By rising q.
    pub points: Vec<FixedPointReport>,
    /// Starts that did not end at a slow enough state.
    pub given_up: usize,
}

/// A point where the state hardly moves.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FixedPointReport {
    /// `1/2 |F(x) - x|^2`.
    pub q: f64,
    /// Whether it is fixed, not only slow.
    pub is_fixed: bool,
    /// Eigenvalues of the linearisation outside the unit circle.
    pub unstable_modes: Option<usize>,
    /// Largest modulus of them.
    pub largest_modulus: Option<f64>,
    /// Frequency of that one, Hz.
    pub leading_frequency: Option<f64>,
    /// Starts that ended here.
    pub starts: usize,
}

/// A control: the same measures on something else.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Control {
    /// What was done, in a sentence.
    pub what: String,
    /// Why there is nothing; null where there is something.
    pub missing: Option<String>,
    /// One for each policy, seed or setting.
    pub runs: Vec<ControlRun>,
}

/// One run of a control.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ControlRun {
    /// Which one.
    pub label: String,
    /// Control steps of training, where a policy was trained.
    pub steps: Option<u64>,
    /// Conditions that count.
    pub kept: usize,
    /// Conditions left out, by what was wrong, with their number.
    pub left_out: BTreeMap<String, usize>,
    /// By name of the population; empty if no condition counts.
    pub layers: BTreeMap<String, LayerReport>,
    /// As in the report. Where the network does not act, B is the action of the policy that walks.
    pub comparisons: BTreeMap<String, Comparison>,
    /// The same pairs of a network that is driven, B its own action; empty where the network acts.
    pub against_own_action: BTreeMap<String, Comparison>,
    /// `hidden` and `cell` against those of the policy under study, at the same time points.
    pub against_trained: BTreeMap<String, Comparison>,
}

/// A claim of the paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Claim {
    /// The claim.
    pub claim: String,
    /// Null where the data does not decide.
    pub held: Option<bool>,
    /// The rule and the numbers.
    pub because: String,
}
