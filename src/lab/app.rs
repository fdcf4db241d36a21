//! The windowed app: Bevy's plugins, egui and its camera.
//!
//! A display that is named but dead makes the window's plugin panic; [`window_app`] turns that
//! into an error, so that the caller can go on without a window.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bevy::app::PluginGroupBuilder;
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, ClearColorConfig, MsaaWriteback, RenderTarget};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::render_resource::BlendState;
use bevy::window::WindowResolution;
use bevy_egui::{EguiGlobalSettings, EguiPlugin, EguiPrimaryContextPass, PrimaryEguiContext};

use super::probe::without_panic_message;
use super::target::ViewTarget;

/// The window could not be opened.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("no window could be opened ({reason}); run with a display, or without a window")]
pub struct WindowError {
    /// The window system's own words.
    pub reason: String,
}

/// An app with a window of `size` logical pixels, egui and its camera; nothing of the lab yet.
pub fn window_app(size: UVec2, title: &str) -> Result<App, WindowError> {
    let build = || {
        let mut app = App::new();
        add_window_plugins(&mut app, size, title);
        app
    };
    without_panic_message(|| catch_unwind(AssertUnwindSafe(build))).map_err(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        let text = text.unwrap_or("the window system failed");
        tracing::debug!("no window: {text}");
        WindowError {
            reason: first_clause(text).to_owned(),
        }
    })
}

/// What a message says before its details, which name the window library's source files.
fn first_clause(message: &str) -> &str {
    message.split([':', '\n']).next().unwrap_or(message)
}

/// Bevy's plugins with a window of `size` logical pixels, egui and its camera.
pub fn add_window_plugins(app: &mut App, size: UVec2, title: &str) {
    let window = Window {
        title: title.to_owned(),
        name: Some("tanglewalk".to_owned()),
        resolution: WindowResolution::new(size.x, size.y),
        // until the curtain rises
        visible: false,
        ..default()
    };
    let window = WindowPlugin {
        primary_window: Some(window),
        ..default()
    };
    app.insert_resource(ViewTarget(RenderTarget::default()))
        .add_plugins(default_plugins().set(window));
    add_egui(app);
}

/// Bevy's plugins, less its log: the program sets up its own.
pub(super) fn default_plugins() -> PluginGroupBuilder {
    DefaultPlugins.build().disable::<LogPlugin>()
}

/// egui on a camera of its own above the robot's.
pub(super) fn add_egui(app: &mut App) {
    app.add_plugins(EguiPlugin::default())
        .init_schedule(EguiPrimaryContextPass);
    app.world_mut()
        .get_resource_or_init::<EguiGlobalSettings>()
        .auto_create_primary_context = false;
    app.add_systems(PreStartup, spawn_egui_camera);
}

fn spawn_egui_camera(mut commands: Commands, target: Res<ViewTarget>) {
    commands.spawn((
        Name::new("egui camera"),
        PrimaryEguiContext,
        Camera2d,
        Camera {
            order: 10,
            output_mode: CameraOutputMode::Write {
                blend_state: Some(BlendState::ALPHA_BLENDING),
                clear_color: ClearColorConfig::None,
            },
            clear_color: ClearColorConfig::Custom(Color::NONE),
            msaa_writeback: MsaaWriteback::Off,
            ..default()
        },
        Msaa::Off,
        target.0.clone(),
        RenderLayers::none(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_error_says_what_failed_and_what_to_do() {
        let reason = first_clause("Failed to build event loop: Os(OsError { line: 7 })").to_owned();
        let message = WindowError { reason }.to_string();
        assert!(
            message.contains("(Failed to build event loop)"),
            "{message}"
        );
        assert!(message.contains("without a window"));
    }
}
