//! Draws the torques: a plot for each joint of a leg, one below the other, with a curve for each leg, on the gait
//! diagram's time axis.

use bevy_egui::egui::{Sense, Ui, WidgetInfo, WidgetType};

use super::data::{End, LEG_JOINTS, curve};
use crate::{
    lab::{
        history::History,
        theme,
        views::{
            plot_stack,
            time_plot::{Curve, TimePlot, short},
        },
    },
    robot::{LEG_JOINT_NAMES, LEG_NAMES},
    style::palette,
};

/// Least height of one plot.
const LEAST_PLOT: f32 = 27.0;
/// Least height with the heading and all plots.
pub const LEAST_HEIGHT: f32 = plot_stack::least_height(LEG_JOINTS, LEAST_PLOT);
/// The labelled torques are multiples of this, N m: with the least height and the least axis they do not touch.
const LABEL_STEP: f64 = 20.0;
/// What the joints of a leg are called, and what they do.
const JOINTS: [&str; LEG_JOINTS] = ["HAA, hip, sideways", "HFE, hip, forward", "KFE, knee"];
/// What the view shows.
pub const SHOWS: &str = "The torque of each joint over the last 5 s, mean over each control step: a plot for each \
     joint of a leg, a curve for each leg in its colour on the robot, all on one scale.";

/// The plots' memory between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct TorquesView {
    end: End,
}

impl TorquesView {
    /// Draws the plots in the ui's rectangle.
    pub fn draw(&mut self, ui: &mut Ui, history: &History) {
        let elapsed = f64::from(ui.input(|input| input.stable_dt));
        let end = self.end.follow(history, elapsed);
        let legs = LEG_NAMES.into_iter().zip(palette::LEGS);
        let legend: Vec<_> = legs.map(|(name, rgb)| (name, theme::colour(rgb))).collect();
        let area = plot_stack::head(ui, ["Joint torques", "N m"], &legend, SHOWS);
        let places = plot_stack::places(area, LEG_JOINTS);
        for ((joint, name), rect) in JOINTS.into_iter().enumerate().zip(places) {
            let plot = TimePlot {
                rect,
                lower: -end,
                upper: end,
            };
            show_joint(ui, plot, joint, history);
            plot_stack::corner_name(ui, rect, name);
        }
    }
}

fn show_joint(ui: &mut Ui, plot: TimePlot, joint: usize, history: &History) {
    let name = LEG_JOINT_NAMES[joint];
    let response = ui.interact(plot.rect, ui.id().with(name), Sense::hover());
    let spoken = format!("Plot: torque of {name}, N m");
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &spoken));
    let painter = ui.painter().clone();
    let label = (plot.upper / LABEL_STEP).floor() * LABEL_STEP;
    // below zero without a word, which would touch that of the next plot
    plot.draw_lines(&painter, &[-label, 0.0, label], |torque| {
        if torque < 0.0 {
            String::new()
        } else {
            short(torque)
        }
    });
    let curves = LEG_NAMES.into_iter().zip(palette::LEGS).enumerate();
    let curves = curves.map(|(leg, (name, rgb))| Curve {
        name,
        colour: theme::colour(rgb),
        points: curve(history, leg, joint).collect(),
    });
    plot.show_curves(ui, name, "N m", SHOWS, curves.collect());
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::fixture::{self, sized_harness};

    #[test]
    fn every_joint_has_a_plot_in_the_least_height_and_any_history() {
        for seconds in [0.0, 0.02, 8.0] {
            let history = fixture::walk(seconds);
            let size = [600.0, LEAST_HEIGHT];
            let view = TorquesView::default();
            let h = sized_harness(size, view, move |ui, view: &mut TorquesView| {
                view.draw(ui, &history);
            });
            let plots = LEG_JOINT_NAMES.map(|name| {
                let label = format!("Plot: torque of {name}, N m");
                h.get_by_label(&label).rect()
            });
            for pair in plots.windows(2) {
                assert!(pair[0].bottom() + 4.0 < pair[1].top(), "{plots:?}");
            }
            assert!(plots.iter().all(|plot| plot.height() >= LEAST_PLOT - 0.5));
            assert!(plots[2].bottom() <= LEAST_HEIGHT);
            for leg in LEG_NAMES {
                assert!(h.query_by_label(leg).is_some(), "{leg} in the legend");
            }
        }
    }
}
