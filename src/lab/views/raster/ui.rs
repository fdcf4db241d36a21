//! Draws the raster: an image for each layer, one below the other, on the gait diagram's time axis.

use bevy_egui::egui::{
    Align2, Color32, ColorImage, Rect, Sense, TextureHandle, TextureOptions, Ui, WidgetInfo,
    WidgetType, pos2,
};

use super::data::{COLUMNS, Raster};
use crate::{
    lab::{
        theme,
        views::{explain, feet::ui::LABELS_WIDTH, heading},
    },
    style::palette,
};

/// Least height with the heading.
pub const LEAST_HEIGHT: f32 = 118.0;
/// From the top to the first image, and between two.
const HEADER: f32 = 24.0;
const BETWEEN: f32 = 6.0;
/// A layer has at least this share of the height, however few units it has.
const LEAST_SHARE: f32 = 0.2;
/// The z-score of the fullest colours.
const FULL: f32 = 2.0;
/// What the view shows.
pub const SHOWS: &str = "Every unit of both layers over the last 5 s, a row each: orange above its mean, blue below. \
     Rows are sorted by where a unit points in the plane of the portraits, so a stride runs through them.";

/// A layer to draw.
pub struct Band<'a> {
    /// "recurrent · 128 units".
    pub name: String,
    pub raster: &'a Raster,
}

/// The images of the layers, which the graphics card keeps.
#[derive(Default)]
pub struct RasterView {
    pub(super) textures: Vec<TextureHandle>,
}

impl RasterView {
    /// Draws the layers in the ui's rectangle.
    pub fn draw(&mut self, ui: &mut Ui, bands: &[Band]) {
        let area = ui.max_rect();
        let legend = [
            ("below", theme::colour(palette::BELOW)),
            ("above its mean", theme::colour(palette::ABOVE)),
        ];
        heading(ui, "All units", "last 5 s, z-scores", &legend);
        let above = Rect::from_min_max(area.min, pos2(area.right(), area.top() + HEADER));
        explain(ui, above, "raster", SHOWS);
        let mut top = above.bottom();
        let room = area.bottom() - top - BETWEEN * bands.len().saturating_sub(1) as f32;
        for (index, (band, share)) in bands.iter().zip(shares(bands)).enumerate() {
            let rect = Rect::from_min_max(
                pos2(area.left() + LABELS_WIDTH, top),
                pos2(area.right(), top + share * room),
            );
            self.draw_band(ui, index, band, rect);
            top = rect.bottom() + BETWEEN;
        }
    }

    fn draw_band(&mut self, ui: &Ui, index: usize, band: &Band, rect: Rect) {
        let response = ui.interact(rect, ui.id().with(("raster", index)), Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(WidgetType::Image, true, format!("Raster: {}", band.name))
        });
        response.on_hover_text(format!("{}. {SHOWS}", band.name));
        if band.raster.units > 0 {
            let image = image(band.raster);
            let options = TextureOptions::LINEAR;
            match self.textures.get_mut(index) {
                Some(texture) => texture.set(image, options),
                None => {
                    let name = format!("raster {index}");
                    self.textures
                        .push(ui.ctx().load_texture(name, image, options));
                }
            }
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            if let Some(texture) = self.textures.get(index) {
                ui.painter()
                    .image(texture.id(), rect, whole, Color32::WHITE);
            }
        }
        let text = if band.raster.units > 0 {
            band.raster.units.to_string()
        } else {
            "–".to_owned()
        };
        ui.painter().text(
            pos2(rect.left() - 6.0, rect.center().y),
            Align2::RIGHT_CENTER,
            text,
            theme::regular(theme::SMALL_SIZE),
            theme::colour(palette::TEXT_SECONDARY),
        );
    }
}

/// What each layer has of the height: by its units, but never less than it takes to be seen.
fn shares(bands: &[Band]) -> Vec<f32> {
    let units: Vec<f32> = bands
        .iter()
        .map(|band| band.raster.units.max(1) as f32)
        .collect();
    let all: f32 = units.iter().sum();
    let shares: Vec<f32> = units
        .iter()
        .map(|units| (units / all).max(LEAST_SHARE))
        .collect();
    let sum: f32 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}

fn image(raster: &Raster) -> ColorImage {
    let pixels = raster.z.iter().map(|&z| colour(z)).collect();
    ColorImage::new([COLUMNS, raster.units], pixels)
}

/// Dark at the mean; nothing where nothing was recorded.
fn colour(z: f32) -> Color32 {
    if z.is_nan() {
        return Color32::TRANSPARENT;
    }
    let end = if z < 0.0 {
        palette::BELOW
    } else {
        palette::ABOVE
    };
    let [r, g, b] = palette::mix(palette::BACKGROUND, end, z.abs() / FULL);
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::fixture::harness;

    fn raster(units: usize) -> Raster {
        Raster {
            units,
            z: vec![0.5; units * COLUMNS],
        }
    }

    #[test]
    fn each_layer_has_an_image_as_high_as_its_units_but_never_a_line() {
        let rasters = [raster(128), raster(12)];
        let h = harness(RasterView::default(), move |ui, view: &mut RasterView| {
            let [recurrent, actuation] = &rasters;
            let band = |name: &str, raster| Band {
                name: name.to_owned(),
                raster,
            };
            view.draw(
                ui,
                &[band("recurrent", recurrent), band("actuation", actuation)],
            );
        });
        let [recurrent, actuation] =
            ["Raster: recurrent", "Raster: actuation"].map(|name| h.get_by_label(name).rect());
        assert!(recurrent.bottom() + BETWEEN <= actuation.top() + 0.5);
        assert!(actuation.bottom() <= 400.5, "{actuation}");
        assert!(recurrent.height() > 3.0 * actuation.height());
        assert!(actuation.height() > 50.0);
        assert_eq!(h.state().textures.len(), 2);
    }

    #[test]
    fn a_layer_without_basis_draws_no_image() {
        let nothing = raster(0);
        let h = harness(RasterView::default(), move |ui, view: &mut RasterView| {
            let name = "recurrent".to_owned();
            let raster = &nothing;
            view.draw(ui, &[Band { name, raster }]);
        });
        assert!(h.state().textures.is_empty());
        assert!(h.query_by_label("Raster: recurrent").is_some());
    }

    #[test]
    fn colours_tell_above_from_below_and_nothing_from_the_mean() {
        assert_eq!(colour(f32::NAN), Color32::TRANSPARENT);
        assert_eq!(colour(0.0), theme::colour(palette::BACKGROUND));
        assert_eq!(colour(5.0), theme::colour(palette::ABOVE));
        assert_eq!(colour(-5.0), theme::colour(palette::BELOW));
    }
}
