//! A finished figure: SVG text in, files out. Files are written beside their place and then
//! renamed, so that a reader sees the old figure or the new one, never half of one.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::error::ReportError;
use crate::files::write_bytes;
use crate::style::fonts;

/// Pixels of a PNG for each pixel of its SVG.
const PNG_SCALE: u32 = 2;

/// A drawn figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Width of the SVG in pixels.
    pub width: u32,
    /// Height of the SVG in pixels.
    pub height: u32,
    /// The whole SVG document.
    pub svg: String,
}

impl Figure {
    /// The figure as the bytes of a PNG file, two pixels for each of the SVG's.
    pub(crate) fn to_png(&self) -> Result<Vec<u8>, ReportError> {
        let options = usvg::Options {
            font_family: fonts::FAMILY.to_owned(),
            fontdb: font_database(),
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_str(&self.svg, &options)
            .map_err(|error| self.rasterise_error(error.to_string()))?;
        let mut pixmap = Pixmap::new(self.width * PNG_SCALE, self.height * PNG_SCALE)
            .ok_or_else(|| self.rasterise_error("it has no area or is too large".to_owned()))?;
        let scale = PNG_SCALE as f32;
        resvg::render(
            &tree,
            Transform::from_scale(scale, scale),
            &mut pixmap.as_mut(),
        );
        pixmap
            .encode_png()
            .map_err(|error| self.rasterise_error(error.to_string()))
    }

    /// Writes the figure as a PNG file.
    pub(crate) fn save_png(&self, file: impl AsRef<Path>) -> Result<(), ReportError> {
        Ok(write_bytes(file.as_ref(), &self.to_png()?)?)
    }

    /// Writes the figure as an SVG file.
    pub(crate) fn save_svg(&self, file: impl AsRef<Path>) -> Result<(), ReportError> {
        Ok(write_bytes(file.as_ref(), self.svg.as_bytes())?)
    }

    fn rasterise_error(&self, reason: String) -> ReportError {
        ReportError::Rasterise {
            width: self.width,
            height: self.height,
            reason,
        }
    }
}

/// The two weights of Inter, read once.
fn font_database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let database = DATABASE.get_or_init(|| {
        let mut database = fontdb::Database::new();
        database.load_font_data(fonts::REGULAR.to_vec());
        database.load_font_data(fonts::SEMIBOLD.to_vec());
        Arc::new(database)
    });
    Arc::clone(database)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::svg::{Svg, TITLE};

    fn small_figure(text: &str) -> Figure {
        let mut svg = Svg::new(120, 50, "small");
        svg.text([8.0, 30.0], TITLE, text);
        svg.finish()
    }

    #[test]
    fn the_png_has_two_pixels_for_each_of_the_svg() {
        let png = small_figure("Gait").to_png().unwrap();
        let pixmap = Pixmap::decode_png(&png).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (240, 100));
    }

    #[test]
    fn text_is_drawn_with_the_embedded_font() {
        let with_text = small_figure("Gait").to_png().unwrap();
        let without_text = small_figure("").to_png().unwrap();
        assert_ne!(with_text, without_text);
    }

    #[test]
    fn saving_replaces_the_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("figure.svg");
        small_figure("first").save_svg(&file).unwrap();
        small_figure("second").save_svg(&file).unwrap();
        assert!(std::fs::read_to_string(&file).unwrap().contains("second"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("missing").join("figure.png");
        let error = small_figure("x").save_png(&file).unwrap_err();
        assert!(error.to_string().contains("missing/figure.png"), "{error}");
    }

    #[test]
    fn a_figure_without_area_is_an_error() {
        let figure = Figure {
            width: 0,
            height: 10,
            svg: small_figure("x").svg,
        };
        assert!(matches!(
            figure.to_png(),
            Err(ReportError::Rasterise { .. })
        ));
    }
}
