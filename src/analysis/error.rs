//! What can be wrong with the arrays that the measures are given.

use thiserror::Error;

/// An input that a measure cannot work on.
#[derive(Debug, Error)]
pub enum AnalysisError {
    /// The data does not fill `samples` rows of `units`.
    #[error("{found} values do not fill {samples} samples of {units} units; pass samples x units")]
    Shape {
        /// Samples asked for.
        samples: usize,
        /// Units asked for.
        units: usize,
        /// Values given.
        found: usize,
    },
    /// A population without units.
    #[error("a population of no units; pass at least one column")]
    NoUnits,
    /// Too few samples for the measure.
    #[error("{found} samples, but {measure} needs at least {needed}; pass a longer stretch")]
    TooFewSamples {
        /// The measure that was asked for.
        measure: &'static str,
        /// Samples needed.
        needed: usize,
        /// Samples given.
        found: usize,
    },
    /// A NaN, an infinity or a value too large to be squared.
    #[error("row {row}, unit {unit} is {value}; every value must be finite and within 1e100")]
    NotFinite {
        /// Row (sample), from 0.
        row: usize,
        /// Column (unit), from 0.
        unit: usize,
        /// What was found.
        value: f64,
    },
    /// A transform or basis for another number of units.
    #[error("{found} units, but the {what} is for {expected}; use the one made from this layer")]
    Units {
        /// What was to be applied.
        what: &'static str,
        /// Units it is for.
        expected: usize,
        /// Units of the data.
        found: usize,
    },
    /// A time step that cannot divide.
    #[error("a time step of {dt} s; it must be positive and finite")]
    TimeStep {
        /// What was given [s].
        dt: f64,
    },
    /// What is wrong with one cycle of a stack.
    #[error("condition {condition}: {source}")]
    Condition {
        /// The condition, from 0.
        condition: usize,
        /// What is wrong with it.
        source: Box<AnalysisError>,
    },
    /// A period that is no duration.
    #[error("a period of {period} s; it must be positive and finite")]
    Period {
        /// What was given [s].
        period: f64,
    },
    /// Too few conditions for the measure.
    #[error("{found} conditions, but {measure} needs at least {needed}; run more commands")]
    TooFewConditions {
        /// The measure that was asked for.
        measure: &'static str,
        /// Conditions needed.
        needed: usize,
        /// Conditions given.
        found: usize,
    },
    /// Too few strides for the measure.
    #[error("{found} strides, but {measure} needs at least {needed}; record a longer walk")]
    TooFewStrides {
        /// The measure that was asked for.
        measure: &'static str,
        /// Strides needed.
        needed: usize,
        /// Strides given.
        found: usize,
    },
    /// Cycles of different lengths where one is needed.
    #[error("cycles of {first} and of {other} bins, but {measure} needs equal ones; resample them")]
    UnequalBins {
        /// The measure that was asked for.
        measure: &'static str,
        /// Bins of the first cycle.
        first: usize,
        /// Bins of another.
        other: usize,
    },
    /// A list that should have one entry for each condition, or each of another list.
    #[error("{found} {what}, expected {expected}; give one for each")]
    Count {
        /// What the list holds.
        what: &'static str,
        /// Entries needed.
        expected: usize,
        /// Entries given.
        found: usize,
    },
    /// A setting outside its range.
    #[error("{setting} is {value}; it must be {range}")]
    Setting {
        /// The setting's name.
        setting: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// A form of tangling that a fixed basis does not define.
    #[error(
        "form {form} fits its own scale, so it does not go with a fixed basis; use zscore or pcs"
    )]
    FormWithBasis {
        /// The form asked for.
        form: &'static str,
    },
}
