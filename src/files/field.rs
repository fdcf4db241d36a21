//! Values of a JSON file that have the right type and make no sense all the same.

use std::fmt::Display;

use thiserror::Error;

/// A value that makes no sense.
#[derive(Debug, Error)]
#[error("{file}: {field} is {found}; {fix}")]
pub struct FieldError {
    file: String,
    field: String,
    found: String,
    fix: String,
}

/// Checks of one file's values. Fields are named by their path, such as `commands[2].at`.
pub(crate) struct Fields<'a> {
    file: &'a str,
}

impl<'a> Fields<'a> {
    /// Of the file of this name.
    pub(crate) fn of(file: &'a str) -> Self {
        Self { file }
    }

    /// What is wrong with a field.
    pub(crate) fn wrong<T>(
        &self,
        field: impl Into<String>,
        found: impl Display,
        fix: impl Into<String>,
    ) -> Result<T, FieldError> {
        Err(FieldError {
            file: self.file.to_owned(),
            field: field.into(),
            found: found.to_string(),
            fix: fix.into(),
        })
    }

    /// A format's version must be the one that is read.
    pub(crate) fn version(&self, found: u32, read: u32) -> Result<(), FieldError> {
        if found == read {
            return Ok(());
        }
        let fix = format!("this program reads version {read}");
        self.wrong("format_version", found, fix)
    }

    /// The value must be finite and satisfy `is_right`.
    pub(crate) fn number(
        &self,
        field: impl Into<String>,
        value: impl Into<f64> + Copy + Display,
        is_right: impl FnOnce(f64) -> bool,
        fix: &str,
    ) -> Result<(), FieldError> {
        let number: f64 = value.into();
        if number.is_finite() && is_right(number) {
            return Ok(());
        }
        self.wrong(field, value, fix)
    }
}
