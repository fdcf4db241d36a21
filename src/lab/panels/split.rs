//! How large a panel is beside the robot. In: the size that suits the window, the person's
//! drags on the panel's edge. Out: the size, in points; a drag is kept as a share, so that the
//! panel grows and shrinks with the window. Nothing but a drag is kept: a window too small for the
//! panel leaves no trace in a larger one.

use bevy_egui::egui::{Context, Id, Rangef, Vec2, containers::panel::PanelState};

/// What egui calls the edge of a panel, after the panel's own name.
const EDGE: &str = "__resize";

/// A panel's size, relative to what suits the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Split {
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
    pub(super) fn size(
        &mut self,
        ctx: &Context,
        id: Id,
        window: Vec2,
        suits: f32,
        range: Rangef,
    ) -> f32 {
        if self.window != window {
            self.window = window;
            ctx.data_mut(|data| data.remove::<PanelState>(id));
        }
        range.clamp(suits * self.share)
    }

    /// Remembers the size that the panel `id` was `shown` with while its edge was dragged.
    pub(super) fn remember(&mut self, ctx: &Context, id: Id, shown: f32, suits: f32) {
        let edge = ctx.read_response(id.with(EDGE));
        let dragged = edge.is_some_and(|edge| edge.dragged() || edge.drag_stopped());
        if dragged && suits > 0.0 {
            self.share = shown / suits;
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{Panel, Ui, vec2};
    use egui_kittest::Harness;

    use super::*;

    const RANGE: Rangef = Rangef {
        min: 100.0,
        max: 900.0,
    };

    /// What a panel at the right of a window is shown with, a third of the window suiting it.
    #[derive(Default)]
    struct Shown {
        split: Split,
        width: f32,
    }

    fn panel(ui: &mut Ui, state: &mut Shown) {
        let (id, window) = (Id::new("panel"), ui.ctx().viewport_rect().size());
        let suits = window.x / 3.0;
        let size = state.split.size(ui.ctx(), id, window, suits, RANGE);
        let shown = Panel::right(id)
            .default_size(size)
            .size_range(RANGE)
            .resizable(true)
            .show(ui, |ui| ui.set_min_size(ui.available_size()));
        state.width = shown.response.rect.width();
        state.split.remember(ui.ctx(), id, state.width, suits);
    }

    fn window(width: f32) -> Harness<'static, Shown> {
        let builder = Harness::builder().with_size(vec2(width, 300.0));
        let mut h = builder.build_ui_state(panel, Shown::default());
        h.run_steps(2);
        h
    }

    /// The panel's width once the window is this wide.
    fn width_in(h: &mut Harness<'static, Shown>, window: f32) -> f32 {
        h.set_size(vec2(window, 300.0));
        h.run_steps(3);
        h.state().width
    }

    fn drag_to(h: &mut Harness<'static, Shown>, window: f32, width: f32) {
        let edge = |width: f32| vec2(window - width, 150.0).to_pos2();
        let from = edge(h.state().width);
        h.drag_at(from);
        h.run_steps(2);
        h.hover_at(edge(width));
        h.run_steps(2);
        h.drop_at(edge(width));
        h.run_steps(2);
    }

    #[test]
    fn windows_too_small_or_gone_leave_no_trace() {
        let mut h = window(1200.0);
        let fresh = h.state().width;
        assert!((fresh - 400.0).abs() < 2.0, "{fresh}");
        for small in [900.0, 300.0, 120.0, 60.0, 8.0, 2500.0] {
            width_in(&mut h, small);
            assert_eq!(width_in(&mut h, 1200.0), fresh, "after {small}");
        }
    }

    #[test]
    fn a_drag_is_kept_as_a_share_through_other_windows() {
        let mut h = window(1200.0);
        drag_to(&mut h, 1200.0, 500.0);
        let dragged = h.state().width;
        assert!((dragged - 500.0).abs() < 12.0, "{dragged}");
        let wide = width_in(&mut h, 1800.0);
        assert!((wide - 1.5 * dragged).abs() < 2.0, "{wide}");
        width_in(&mut h, 90.0);
        let back = width_in(&mut h, 1200.0);
        assert!((back - dragged).abs() < 2.0, "{back}");
    }
}
