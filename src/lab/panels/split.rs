//! How large a panel is beside the robot. In: the size that suits the window, the person's
//! drags on the panel's edge. Out: the size, in points; a drag is kept as a share, so that the
//! panel grows and shrinks with the window.

use bevy_egui::egui::{Context, Id, Rangef, Vec2, containers::panel::PanelState};

/// A panel's size, relative to what suits the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    share: f32,
    window: Vec2,
}

impl Default for Split {
    fn default() -> Self {
        Self {
            share: 1.0,
            window: Vec2::ZERO,
        }
    }
}

impl Split {
    /// The size to show the panel `id` with: forgets egui's own when the window has changed.
    pub fn size(&mut self, ctx: &Context, id: Id, window: Vec2, suits: f32, range: Rangef) -> f32 {
        if self.window != window {
            self.window = window;
            ctx.data_mut(|data| data.remove::<PanelState>(id));
        }
        range.clamp(suits * self.share)
    }

    /// Remembers the size that the panel was shown with, which a drag may have changed.
    pub fn remember(&mut self, shown: f32, suits: f32, range: Rangef) {
        let undragged = range.clamp(suits * self.share);
        if (shown - undragged).abs() > 1.0 && suits > 0.0 {
            self.share = shown / suits;
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::vec2;

    use super::*;

    #[test]
    fn a_drag_is_kept_as_a_share() {
        let ctx = Context::default();
        let (id, range) = (Id::new("panel"), Rangef::new(100.0, 900.0));
        let mut split = Split::default();
        assert_eq!(
            split.size(&ctx, id, vec2(1280.0, 720.0), 400.0, range),
            400.0
        );
        split.remember(500.0, 400.0, range);
        assert_eq!(
            split.size(&ctx, id, vec2(1920.0, 1080.0), 600.0, range),
            750.0
        );
        assert_eq!(split.size(&ctx, id, vec2(300.0, 300.0), 60.0, range), 100.0);
        split.remember(100.0, 60.0, range);
        assert_eq!(
            split.size(&ctx, id, vec2(1280.0, 720.0), 400.0, range),
            500.0
        );
    }
}
