//! How the lab's panels look: type sizes, spacings and egui's style, from the one palette.
//! In: an egui context and the bytes of two font files. Lengths in points.

use std::sync::Arc;

use bevy_egui::egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin,
    RichText, Shadow, Stroke, Style, TextStyle, Theme, ThemePreference, Vec2, Visuals,
    style::{ScrollStyle, WidgetVisuals},
    vec2,
};

use crate::style::palette::{self, Rgb};

/// Size of text.
pub const TEXT_SIZE: f32 = 13.0;
/// Size of units, axis labels and notes.
pub const SMALL_SIZE: f32 = 11.0;
/// Size of the numbers that are read from the back of a room.
pub const NUMBER_SIZE: f32 = 24.0;
/// Size of the program's name.
pub const NAME_SIZE: f32 = 17.0;
/// Between panels, and around them.
pub const GAP: f32 = 8.0;
/// Between a panel's edges and what it shows: at the sides, above and below.
pub const MARGIN: Vec2 = vec2(12.0, 8.0);
/// Radius of a panel's corners.
pub const PANEL_RADIUS: u8 = 4;

const SEMIBOLD: &str = "semibold";

/// A palette colour as egui wants it.
#[must_use]
pub const fn colour([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// A palette colour, more or less opaque: 0 is not seen, 1 covers what is behind.
#[must_use]
pub fn faded(rgb: Rgb, opacity: f32) -> Color32 {
    colour(rgb).gamma_multiply(opacity.clamp(0.0, 1.0))
}

/// The mean of two palette colours, for a tone between them.
#[must_use]
pub const fn between(a: Rgb, b: Rgb) -> Color32 {
    colour([
        a[0].midpoint(b[0]),
        a[1].midpoint(b[1]),
        a[2].midpoint(b[2]),
    ])
}

/// The regular font.
#[must_use]
pub const fn regular(size: f32) -> FontId {
    FontId::proportional(size)
}

/// The semibold font. [`is_installed`] tells whether it can be drawn yet.
#[must_use]
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// A panel's title.
#[must_use]
pub fn title(text: &str) -> RichText {
    RichText::new(text)
        .font(semibold(TEXT_SIZE))
        .color(colour(palette::TEXT))
}

/// A note, a unit or an axis label.
#[must_use]
pub fn small(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(regular(SMALL_SIZE))
        .color(colour(palette::TEXT_SECONDARY))
}

/// Gives the context the lab's fonts and style. The fonts are there from its next pass on.
pub fn install(ctx: &Context, regular: &'static [u8], semibold: &'static [u8]) {
    ctx.set_fonts(fonts(regular, semibold));
    ctx.set_theme(ThemePreference::Dark);
    ctx.style_mut_of(Theme::Dark, apply);
}

/// Whether the context has the lab's fonts: text in a font that it lacks would panic.
#[must_use]
pub fn is_installed(ctx: &Context) -> bool {
    let family = FontFamily::Name(SEMIBOLD.into());
    ctx.fonts(|fonts| fonts.definitions().families.contains_key(&family))
}

fn fonts(regular: &'static [u8], semibold: &'static [u8]) -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    fonts
        .font_data
        .insert("Inter".to_owned(), Arc::new(FontData::from_static(regular)));
    fonts.font_data.insert(
        "Inter SemiBold".to_owned(),
        Arc::new(FontData::from_static(semibold)),
    );
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let with_fallback = |first: &str| {
        let mut names = vec![first.to_owned()];
        names.extend(fallback.iter().cloned());
        names
    };
    let regular = with_fallback("Inter");
    fonts
        .families
        .insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    fonts.families.insert(
        FontFamily::Name(SEMIBOLD.into()),
        with_fallback("Inter SemiBold"),
    );
    fonts
}

fn apply(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Small, regular(SMALL_SIZE)),
        (TextStyle::Body, regular(TEXT_SIZE)),
        (TextStyle::Button, regular(TEXT_SIZE)),
        (TextStyle::Monospace, regular(TEXT_SIZE)),
        (TextStyle::Heading, semibold(TEXT_SIZE)),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 4.0);
    style.spacing.button_padding = vec2(8.0, 4.0);
    style.spacing.interact_size = vec2(24.0, 24.0);
    style.spacing.window_margin = Margin::symmetric(MARGIN.x as i8, MARGIN.y as i8);
    style.spacing.tooltip_width = 340.0;
    style.spacing.scroll = ScrollStyle::floating();
    style.interaction.selectable_labels = false;
    style.animation_time = 0.12;
    style.visuals = visuals();
}

fn visuals() -> Visuals {
    let mut visuals = Visuals::dark();
    let line = Stroke::new(1.0, colour(palette::LINE));
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(colour(palette::TEXT_SECONDARY));
    visuals.hyperlink_color = colour(palette::MEASURED);
    visuals.error_fg_color = colour(palette::ALERT);
    visuals.warn_fg_color = colour(palette::ALERT);
    visuals.panel_fill = colour(palette::PANEL);
    visuals.window_fill = colour(palette::PANEL);
    visuals.window_stroke = line;
    visuals.window_shadow = Shadow::NONE;
    visuals.popup_shadow = Shadow::NONE;
    visuals.window_corner_radius = CornerRadius::same(PANEL_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(PANEL_RADIUS);
    visuals.extreme_bg_color = colour(palette::BACKGROUND);
    visuals.faint_bg_color = colour(palette::BACKGROUND);
    visuals.selection.bg_fill = between(palette::LINE, palette::MEASURED);
    visuals.selection.stroke = Stroke::new(1.0, colour(palette::TEXT));
    let state = |fill: Color32, text: Rgb| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::NONE,
        corner_radius: CornerRadius::same(PANEL_RADIUS),
        fg_stroke: Stroke::new(1.0, colour(text)),
        expansion: 0.0,
    };
    let raised = between(palette::LINE, palette::TEXT_SECONDARY);
    visuals.widgets.noninteractive = WidgetVisuals {
        bg_stroke: line,
        ..state(colour(palette::PANEL), palette::TEXT)
    };
    visuals.widgets.inactive = state(colour(palette::LINE), palette::TEXT);
    visuals.widgets.hovered = state(
        between(palette::PANEL, palette::TEXT_SECONDARY),
        palette::TEXT,
    );
    visuals.widgets.active = state(raised, palette::TEXT);
    visuals.widgets.open = state(colour(palette::LINE), palette::TEXT);
    visuals
}
