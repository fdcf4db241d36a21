//! Whether all that is to be seen can be drawn. The renderer compiles a pipeline when something first
//! asks for it, and leaves that thing out of the picture until the pipeline and its shaders are there.
//!
//! In: each drawn frame, how many pipelines were ever asked for and how many are waited for.
//! Out: whether for some frames in a row nothing new was asked for and nothing was waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bevy::prelude::*;
use bevy::render::render_resource::PipelineCache;
use bevy::render::{Render, RenderApp, RenderSystems};

/// Frames in a row that say that nothing more is to come: panels, shadows and meshes ask for their
/// pipelines a few frames after they are spawned.
const SETTLED: u32 = 6;

/// Frames in a row, up to the last one drawn, for which nothing was missing. Both worlds, the app's and
/// the renderer's, hold the same number.
#[derive(Resource, Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicU32>);

impl Readiness {
    /// Whether the last frame showed all that there is to see.
    pub fn is_complete(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= SETTLED
    }
}

/// Frames in a row for which nothing was missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Streak {
    asked_for: usize,
    frames: u32,
}

impl Streak {
    /// Takes in a drawn frame; returns the frames in a row, with this one.
    fn frame(&mut self, asked_for: usize, waited_for: usize) -> u32 {
        let settled = asked_for > 0 && asked_for == self.asked_for && waited_for == 0;
        self.frames = if settled {
            self.frames.saturating_add(1)
        } else {
            0
        };
        self.asked_for = asked_for;
        self.frames
    }
}

/// Keeps [`Readiness`]; the renderer's plugins must be there already. Without a renderer nothing is ever
/// complete.
pub fn plugin(app: &mut App) {
    let readiness = Readiness::default();
    app.insert_resource(readiness.clone());
    if let Some(renderer) = app.get_sub_app_mut(RenderApp) {
        renderer
            .insert_resource(readiness)
            .add_systems(Render, watch.in_set(RenderSystems::Cleanup));
    }
}

fn watch(pipelines: Res<PipelineCache>, readiness: Res<Readiness>, mut streak: Local<Streak>) {
    let asked_for = pipelines.pipelines().count();
    let waited_for = pipelines.waiting_pipelines().count();
    let frames = streak.frame(asked_for, waited_for);
    readiness.0.store(frames, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_frames_that_miss_nothing_count() {
        let mut streak = Streak::default();
        assert_eq!(streak.frame(0, 0), 0, "nothing was asked for yet");
        assert_eq!(streak.frame(5, 5), 0, "all are waited for");
        assert_eq!(streak.frame(5, 1), 0, "one is waited for");
        assert_eq!(streak.frame(5, 0), 1);
        assert_eq!(streak.frame(5, 0), 2);
        assert_eq!(streak.frame(7, 0), 0, "two more were asked for");
        assert_eq!(streak.frame(7, 0), 1);
        assert_eq!(streak.frame(7, 1), 0, "one is compiled anew");
    }

    #[test]
    fn without_a_renderer_nothing_is_complete() {
        let mut app = App::new();
        app.add_plugins(plugin);
        app.update();
        assert!(!app.world().resource::<Readiness>().is_complete());
    }
}
