//! What stands over the robot. In: texts made elsewhere, SI units in their words.

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something went wrong.
    Error,
}

/// A message to the person, until dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// What happened and what was done about it.
    pub text: &'a str,
    /// How serious it is.
    pub severity: Severity,
}

/// What stands over the robot.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatusInput<'a> {
    /// For instance "trot · 2.1 strides/s · duty 0.50"; empty when there is none.
    pub gait: &'a str,
    /// For instance "grid 1 m"; empty when there is none.
    pub grid: &'a str,
    /// A message.
    pub notice: Option<Notice<'a>>,
}
