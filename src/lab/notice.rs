//! What the lab has to tell the person, until they take it away.

use bevy::prelude::Resource;

use super::views::status::data::{Notice, Severity};

/// The message shown, if any: the latest, but an error is not hidden by a mere notice.
#[derive(Resource, Clone, Debug, Default)]
pub struct Notices(Option<(String, Severity)>);

impl Notices {
    /// Something worth knowing.
    pub fn info(&mut self, text: impl Into<String>) {
        if !matches!(self.0, Some((_, Severity::Error))) {
            self.0 = Some((text.into(), Severity::Info));
        }
    }

    /// Something went wrong.
    pub fn error(&mut self, text: impl Into<String>) {
        let text = text.into();
        tracing::error!("{text}");
        self.0 = Some((text, Severity::Error));
    }

    /// Takes the message away.
    pub fn dismiss(&mut self) {
        self.0 = None;
    }

    /// The message for the panels.
    pub fn shown(&self) -> Option<Notice<'_>> {
        let (text, severity) = self.0.as_ref()?;
        Some(Notice {
            text,
            severity: *severity,
        })
    }
}
