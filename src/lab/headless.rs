//! The app without window and display: draws into an image, is stepped by hand, saves pictures.
//!
//! Every `app.update()` is 20 ms of the app's time, however long it takes to draw.

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use bevy::app::PluginsState;
use bevy::asset::RenderAssetUsages;
use bevy::camera::RenderTarget;
use bevy::image::ImageFormat;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat, TextureUsages};
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::time::TimeUpdateStrategy;
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;

use super::app::{add_egui, default_plugins};
use super::readiness::Readiness;
use super::target::ViewTarget;
use crate::files::{self, WriteError};

/// Time of the app between two updates.
pub const FRAME: Duration = Duration::from_millis(20);
/// Updates after which a picture that has not come back counts as lost.
const PATIENCE: usize = 60;
/// How long the renderer may take until it can draw everything, however busy the machine.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Pictures that are compared until two in a row are alike.
const TRIES: usize = 20;

/// A picture could not be taken or saved.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("no picture came back after {PATIENCE} frames; check the Vulkan driver")]
    Lost,
    #[error("the picture has the format {format}, which cannot be saved as PNG")]
    Format { format: String },
    #[error(
        "the renderer was not ready after {} s; check the graphics driver, or try again when the machine is less busy",
        READY_WITHIN.as_secs()
    )]
    NotReady,
    #[error("two pictures of the same moment always differ; check the graphics driver")]
    Unsettled,
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The picture that has come back from the renderer.
#[derive(Resource, Default)]
struct Arrived(Option<Image>);

/// Bevy's plugins without a window, egui and its camera; all cameras draw into the image returned,
/// of `size` pixels. Call [`start`] once everything is added.
pub fn add_headless_plugins(app: &mut App, size: UVec2) -> Handle<Image> {
    let window = WindowPlugin {
        primary_window: None,
        exit_condition: ExitCondition::DontExit,
        ..default()
    };
    let render = RenderPlugin {
        synchronous_pipeline_compilation: true,
        ..default()
    };
    let plugins = default_plugins()
        .set(window)
        .set(render)
        .disable::<WinitPlugin>()
        .disable::<PipelinedRenderingPlugin>();
    app.add_plugins(plugins)
        .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME))
        .init_resource::<Arrived>();
    let target = app
        .world_mut()
        .resource_mut::<Assets<Image>>()
        .add(target_image(size));
    app.insert_resource(ViewTarget(RenderTarget::Image(target.clone().into())));
    add_egui(app);
    target
}

fn target_image(size: UVec2) -> Image {
    let extent = Extent3d {
        width: size.x.max(1),
        height: size.y.max(1),
        depth_or_array_layers: 1,
    };
    let mut image = Image::new_fill(
        extent,
        TextureDimension::D2,
        &[0; 4],
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::default(),
    );
    image.texture_descriptor.usage = TextureUsages::RENDER_ATTACHMENT
        | TextureUsages::COPY_SRC
        | TextureUsages::COPY_DST
        | TextureUsages::TEXTURE_BINDING;
    image
}

/// Finishes the plugins, as a runner would before the first update.
pub fn start(app: &mut App) {
    while app.plugins_state() == PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
}

/// The next frame, as an RGBA image. Updates the app until the picture has come back, some frames.
pub fn picture(app: &mut App, target: &Handle<Image>) -> Result<Image, PictureError> {
    app.world_mut().resource_mut::<Arrived>().0 = None;
    app.world_mut()
        .spawn(Screenshot::image(target.clone()))
        .observe(
            |captured: On<ScreenshotCaptured>, mut arrived: ResMut<Arrived>| {
                arrived.0 = Some(captured.image.clone());
            },
        );
    for _ in 0..PATIENCE {
        app.update();
        if let Some(image) = app.world_mut().resource_mut::<Arrived>().0.take() {
            return Ok(image);
        }
    }
    Err(PictureError::Lost)
}

/// A picture of a moment at which time stands still, taken when everything in it can be drawn, and
/// only when a second picture is the same to the last pixel.
pub fn settled_picture(app: &mut App, target: &Handle<Image>) -> Result<Image, PictureError> {
    let begin = Instant::now();
    while !app.world().resource::<Readiness>().is_complete() {
        if begin.elapsed() > READY_WITHIN {
            return Err(PictureError::NotReady);
        }
        app.update();
    }
    let mut before = picture(app, target)?;
    for _ in 0..TRIES {
        let image = picture(app, target)?;
        if image.data == before.data {
            return Ok(image);
        }
        before = image;
    }
    Err(PictureError::Unsettled)
}

/// Writes a picture as PNG.
pub fn save_png(image: Image, file: &Path) -> Result<(), PictureError> {
    Ok(files::write_bytes(file, &encode_png(image)?)?)
}

/// The bytes of a PNG file, without the alpha channel.
fn encode_png(image: Image) -> Result<Vec<u8>, PictureError> {
    let texture_format = image.texture_descriptor.format;
    let refused = || PictureError::Format {
        format: format!("{texture_format:?}"),
    };
    let pixels = image.try_into_dynamic().map_err(|_| refused())?.to_rgb8();
    let png = ImageFormat::Png
        .as_image_crate_format()
        .ok_or_else(refused)?;
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, png).map_err(|_| refused())?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_a_png_of_its_size() {
        let bytes = encode_png(target_image(UVec2::new(7, 5))).expect("encodes");
        assert_eq!(&bytes[1..4], b"PNG");
        assert_eq!(bytes[16..24], [0, 0, 0, 7, 0, 0, 0, 5]);
    }

    #[test]
    fn a_format_without_png_is_refused_by_name() {
        let mut image = target_image(UVec2::ONE);
        image.texture_descriptor.format = TextureFormat::R32Float;
        let error = encode_png(image).expect_err("no PNG of floats");
        assert!(error.to_string().contains("R32Float"), "{error}");
    }

    #[test]
    fn a_folder_that_does_not_exist_is_named() {
        let file = Path::new("/nonexistent/picture.png");
        let error = save_png(target_image(UVec2::ONE), file).expect_err("no folder");
        assert!(
            error.to_string().contains("/nonexistent/picture.png"),
            "{error}"
        );
    }
}
