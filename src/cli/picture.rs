//! A picture that an option asks for: its kind is told by the file's name.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::files::check_writable;
use crate::report::Figure;

/// Kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Svg,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// The one of `offered` that a file's name ends in, if the file can be written.
    pub(super) fn of(option: &str, file: &Path, offered: &[Self]) -> Result<Self, Failure> {
        let ending = file.extension().and_then(|ending| ending.to_str());
        let is_it = |format: &&Self| {
            ending.is_some_and(|ending| ending.eq_ignore_ascii_case(format.ending()))
        };
        let Some(format) = offered.iter().find(is_it) else {
            let endings: Vec<String> = offered
                .iter()
                .map(|format| format!(".{}", format.ending()))
                .collect();
            return Err(Failure::Input(format!(
                "{option} {}: the name must end in {}",
                file.display(),
                endings.join(" or ")
            )));
        };
        check_writable(file)?;
        Ok(*format)
    }
}

/// A file that a picture can be written to.
#[derive(Debug)]
pub(super) struct Picture {
    file: PathBuf,
    format: Format,
}

impl Picture {
    /// Whether the file that `option` names will do.
    pub(super) fn new(option: &str, file: &Path) -> Result<Self, Failure> {
        Ok(Self {
            file: file.to_owned(),
            format: Format::of(option, file, &[Format::Png, Format::Svg])?,
        })
    }

    /// Where it is written.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Writes it.
    pub(super) fn write(&self, figure: &Figure) -> Result<(), Failure> {
        match self.format {
            Format::Png => figure.save_png(&self.file)?,
            Format::Svg => figure.save_svg(&self.file)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_chooses_among_what_is_offered() {
        let both = [Format::Png, Format::Svg];
        let folder = tempfile::tempdir().unwrap();
        let of = |name: &str, offered: &[Format]| {
            Format::of("--picture", &folder.path().join(name), offered).map_err(|e| e.to_string())
        };
        assert_eq!(of("a.png", &both), Ok(Format::Png));
        assert_eq!(of("a.b.SVG", &both), Ok(Format::Svg));
        for name in ["a.jpg", "a", "png", "a.png.gif", "a.pdf"] {
            let error = of(name, &both).unwrap_err();
            assert!(
                error.contains(name) && error.ends_with("end in .png or .svg"),
                "{error}"
            );
        }
        let error = of("a.svg", &[Format::Png]).unwrap_err();
        assert!(error.ends_with("the name must end in .png"), "{error}");
        let error = Format::of("--picture", Path::new("-"), &both).unwrap_err();
        assert!(error.to_string().starts_with("--picture -: "), "{error}");
        assert!(
            of("no/a.png", &both)
                .unwrap_err()
                .contains("make its folder first")
        );
    }
}
