//! What a command ends with when it does not succeed, and the exit code that says so.

/// Exit codes: 2 the user's input can't be used, 130 interrupted, 1 the rest.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Failure {
    /// The input can't be used as it is.
    #[error("{0}")]
    Input(String),
    /// The machine, not the input.
    #[error("{0}")]
    Machine(String),
    /// Ctrl-C; what was done so far is saved.
    #[error("interrupted; {0}")]
    Interrupted(String),
}

impl Failure {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Interrupted(_) => 130,
            Self::Machine(_) => 1,
        }
    }

    /// Sorts an error by whose fault it is.
    pub(super) fn sort(error: &impl std::fmt::Display, is_user_error: bool) -> Self {
        if is_user_error {
            Self::Input(error.to_string())
        } else {
            Self::Machine(error.to_string())
        }
    }
}

impl From<crate::robot::RobotError> for Failure {
    fn from(error: crate::robot::RobotError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<crate::policy::CheckpointError> for Failure {
    fn from(error: crate::policy::CheckpointError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}

impl From<crate::files::FieldError> for Failure {
    fn from(error: crate::files::FieldError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<crate::training::TrainingError> for Failure {
    fn from(error: crate::training::TrainingError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}

impl From<crate::experiment::ExperimentError> for Failure {
    fn from(error: crate::experiment::ExperimentError) -> Self {
        match error {
            crate::experiment::ExperimentError::Interrupted => Self::Interrupted(error.to_string()),
            _ => Self::sort(&error, error.is_user_error()),
        }
    }
}

impl From<crate::recording::npz::NpzError> for Failure {
    fn from(error: crate::recording::npz::NpzError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}

impl From<crate::recording::run::RunError> for Failure {
    fn from(error: crate::recording::run::RunError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}
