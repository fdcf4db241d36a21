//! Draws the raster: an image for each layer, one below the other, on the gait diagram's time axis.

use bevy_egui::egui::{
    Align2, Color32, ColorImage, Context, Rect, Sense, TextureHandle, TextureOptions, Ui,
    WidgetInfo, WidgetType, pos2,
};

use super::data::{COLUMNS, Raster};
use crate::{
    lab::{
        theme,
        views::{explain, heading, time_plot::LABELS_WIDTH},
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
pub struct Band {
    /// "recurrent · 128 units".
    pub name: String,
    pub raster: Raster,
}

/// A layer as it is drawn.
struct Drawn {
    name: String,
    units: usize,
    /// The image, which the graphics card keeps; none of a layer without a basis.
    texture: Option<TextureHandle>,
}

/// What the view remembers between frames.
#[derive(Default)]
pub struct RasterView {
    /// The control step whose images these are, and the hash of the policy that took it.
    pub(super) moment: Option<(Option<u64>, String)>,
    bands: Vec<Drawn>,
}

impl RasterView {
    /// Makes the images of these layers.
    pub fn take(&mut self, context: &Context, bands: Vec<Band>) {
        let mut textures = std::mem::take(&mut self.bands)
            .into_iter()
            .map(|drawn| drawn.texture);
        let drawn = |band: Band| Drawn {
            texture: texture(context, &band.raster, textures.next().flatten()),
            units: band.raster.units,
            name: band.name,
        };
        self.bands = bands.into_iter().map(drawn).collect();
    }

    /// Draws the layers in the ui's rectangle.
    pub fn draw(&self, ui: &mut Ui) {
        let area = ui.max_rect();
        let legend = [
            ("below", theme::colour(palette::BELOW)),
            ("above its mean", theme::colour(palette::ABOVE)),
        ];
        heading(ui, "All units", "last 5 s, z-scores", &legend);
        let above = Rect::from_min_max(area.min, pos2(area.right(), area.top() + HEADER));
        explain(ui, above, "raster", SHOWS);
        let mut top = above.bottom();
        let gaps = BETWEEN * self.bands.len().saturating_sub(1) as f32;
        let room = area.bottom() - top - gaps;
        for (index, (band, share)) in self.bands.iter().zip(shares(&self.bands)).enumerate() {
            let rect = Rect::from_min_max(
                pos2(area.left() + LABELS_WIDTH, top),
                pos2(area.right(), top + share * room),
            );
            draw_band(ui, index, band, rect);
            top = rect.bottom() + BETWEEN;
        }
    }
}

/// The image of a raster, in the place of an older one; none without units.
fn texture(
    context: &Context,
    raster: &Raster,
    older: Option<TextureHandle>,
) -> Option<TextureHandle> {
    if raster.units == 0 {
        return None;
    }
    let (image, options) = (image(raster), TextureOptions::LINEAR);
    match older {
        Some(mut texture) => {
            texture.set(image, options);
            Some(texture)
        }
        None => Some(context.load_texture("raster", image, options)),
    }
}

fn draw_band(ui: &Ui, index: usize, band: &Drawn, rect: Rect) {
    let response = ui.interact(rect, ui.id().with(("raster", index)), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Image, true, format!("Raster: {}", band.name))
    });
    response.on_hover_text(format!("{}. {SHOWS}", band.name));
    if let Some(texture) = &band.texture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter()
            .image(texture.id(), rect, whole, Color32::WHITE);
    }
    let units = match band.units {
        0 => "–".to_owned(),
        units => units.to_string(),
    };
    ui.painter().text(
        pos2(rect.left() - 6.0, rect.center().y),
        Align2::RIGHT_CENTER,
        units,
        theme::regular(theme::SMALL_SIZE),
        theme::colour(palette::TEXT_SECONDARY),
    );
}

/// What each layer has of the height: by its units, but never less than it takes to be seen.
fn shares(bands: &[Drawn]) -> Vec<f32> {
    let units: Vec<f32> = bands.iter().map(|band| band.units.max(1) as f32).collect();
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
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::lab::views::fixture::harness;

    fn raster(units: usize) -> Raster {
        Raster {
            units,
            z: vec![0.5; units * COLUMNS],
        }
    }

    fn shown(units: &'static [usize]) -> Harness<'static, RasterView> {
        harness(RasterView::default(), move |ui, view: &mut RasterView| {
            let band = |&units: &usize| Band {
                name: format!("{units} units"),
                raster: raster(units),
            };
            view.take(ui.ctx(), units.iter().map(band).collect());
            view.draw(ui);
        })
    }

    #[test]
    fn each_layer_has_an_image_as_high_as_its_units_but_never_a_line() {
        let h = shown(&[128, 12]);
        let [recurrent, actuation] =
            ["Raster: 128 units", "Raster: 12 units"].map(|name| h.get_by_label(name).rect());
        assert!(recurrent.bottom() + BETWEEN <= actuation.top() + 0.5);
        assert!(actuation.bottom() <= 400.5, "{actuation}");
        assert!(recurrent.height() > 3.0 * actuation.height());
        assert!(actuation.height() > 50.0);
    }

    #[test]
    fn a_layer_without_basis_draws_no_image_and_takes_none_from_another() {
        let h = shown(&[0, 12]);
        let images = |view: &RasterView| -> Vec<Option<[usize; 2]>> {
            let bands = view.bands.iter();
            let size = |band: &Drawn| band.texture.as_ref().map(TextureHandle::size);
            bands.map(size).collect()
        };
        assert_eq!(images(h.state()), [None, Some([COLUMNS, 12])]);
        assert!(h.query_by_label("Raster: 0 units").is_some());
    }

    #[test]
    fn colours_tell_above_from_below_and_nothing_from_the_mean() {
        assert_eq!(colour(f32::NAN), Color32::TRANSPARENT);
        assert_eq!(colour(0.0), theme::colour(palette::BACKGROUND));
        assert_eq!(colour(5.0), theme::colour(palette::ABOVE));
        assert_eq!(colour(-5.0), theme::colour(palette::BELOW));
    }
}
