//! What a person can choose about the measures. The defaults are the paper's, where it has one.

use serde::Serialize;

use super::suite::Suite;
use crate::analysis::cycles::average::Averaging;
use crate::analysis::tangling::stack::Settings;
use crate::analysis::tangling::{Derivative, Form, Softening};

/// Confidence of every interval.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// How much of a population is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Everything: the policy under study.
    Full,
    /// All but what takes long: controls.
    Headline,
}

/// The choices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Headline form of tangling, its derivative and epsilon.
    pub tangling: Settings,
    /// Whether the mean over conditions is taken out at every bin.
    pub centring: bool,
    /// How strides become a cycle.
    pub averaging: Averaging,
    /// Principal components of the equal-dimension form.
    pub dimensions: usize,
    /// Replicates of the bootstrap.
    pub replicates: usize,
    /// Random networks in the control.
    pub random_networks: u64,
    /// Whether the controls are done.
    pub controls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tangling: Settings::default(),
            centring: false,
            averaging: Averaging::Phase,
            dimensions: 8,
            replicates: 100,
            random_networks: 5,
            controls: true,
        }
    }
}

/// The choices as every output names them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OptionsReport {
    /// Headline form of tangling.
    pub form: &'static str,
    /// Principal components, for a form that keeps some.
    pub form_dimensions: Option<usize>,
    /// `wrapped` or `open`.
    pub derivative: &'static str,
    /// See [`epsilon_name`].
    pub epsilon_rule: &'static str,
    /// Whether the mean over conditions was taken out at every bin.
    pub mean_centred: bool,
    /// How strides became a cycle.
    pub averaging: Averaging,
    /// Principal components of the equal-dimension form.
    pub equal_dimensions: usize,
    /// Replicates of the bootstrap over strides.
    pub bootstrap_replicates: usize,
    /// Of every interval.
    pub confidence: f64,
    /// Random networks in the control.
    pub random_networks: u64,
    /// Whether the controls were done.
    pub controls: bool,
    /// Sensor noise in every trial: uniform, half widths in SI units.
    pub noise: crate::task::ObservationNoise,
    /// Coulomb friction of the ground in every trial.
    pub friction: f32,
    /// What was walked.
    pub suite: Suite,
}

impl Options {
    /// The choices by name.
    pub(crate) fn report(&self, suite: &Suite) -> OptionsReport {
        OptionsReport {
            form: self.tangling.form.name(),
            form_dimensions: self.tangling.form.dimensions(),
            derivative: derivative_name(self.tangling.derivative),
            epsilon_rule: epsilon_name(self.tangling.softening),
            mean_centred: self.centring,
            averaging: self.averaging,
            equal_dimensions: self.dimensions,
            bootstrap_replicates: self.replicates,
            confidence: CONFIDENCE,
            random_networks: self.random_networks,
            controls: self.controls,
            noise: crate::task::ObservationNoise::default(),
            friction: crate::physics::Conditions::default().friction,
            suite: suite.clone(),
        }
    }

    /// Tangling on equally many principal components in every population.
    pub(crate) fn equal_dimensions(&self) -> Settings {
        Settings {
            form: Form::Pcs {
                dimensions: self.dimensions,
            },
            derivative: self.tangling.derivative,
            softening: Softening::Entries,
        }
    }
}

/// The derivative as outputs name it.
pub(super) fn derivative_name(derivative: Derivative) -> &'static str {
    match derivative {
        Derivative::Wrapped => "wrapped",
        Derivative::Open => "open",
    }
}

/// The rule for epsilon as outputs name it.
pub(super) fn epsilon_name(softening: Softening) -> &'static str {
    match softening {
        Softening::Entries => "0.1 x variance of all entries",
        Softening::Total => "0.1 x total variance",
    }
}
