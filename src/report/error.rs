//! What can go wrong when a figure becomes a file.

/// A figure that could not be made into a file.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder or the disk refused.
    #[error(transparent)]
    Write(#[from] crate::files::WriteError),
    /// The SVG could not be turned into pixels.
    #[error("cannot rasterise a figure of {width} x {height} pixels: {reason}")]
    Rasterise {
        /// Width of the SVG in pixels.
        width: u32,
        /// Height of the SVG in pixels.
        height: u32,
        /// What the rasteriser said.
        reason: String,
    },
}
