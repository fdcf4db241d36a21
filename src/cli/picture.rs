//! A picture that an option asks for: PNG or SVG, by the file's name.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::files::check_writable;
use crate::report::Figure;

/// Kind of file.
#[derive(Clone, Copy, Debug)]
enum Format {
    Png,
    Svg,
}

/// A file that a picture can be written to.
#[derive(Debug)]
pub(super) struct Picture {
    file: PathBuf,
    format: Format,
}

impl Picture {
    /// Whether the file that `option` names will do.
    pub fn new(option: &str, file: &Path) -> Result<Self, Failure> {
        let extension = file.extension().and_then(|extension| extension.to_str());
        let format = match extension {
            Some("png") => Format::Png,
            Some("svg") => Format::Svg,
            _ => {
                return Err(Failure::Input(format!(
                    "{option} {}: the name must end in .png or .svg",
                    file.display()
                )));
            }
        };
        check_writable(file)?;
        Ok(Self {
            file: file.to_owned(),
            format,
        })
    }

    /// Where it is written.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Writes it.
    pub fn write(&self, figure: &Figure) -> Result<(), Failure> {
        match self.format {
            Format::Png => figure.save_png(&self.file),
            Format::Svg => figure.save_svg(&self.file),
        }
        .map_err(|error| Failure::Machine(error.to_string()))
    }
}
