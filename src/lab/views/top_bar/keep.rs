//! What keeps a run: the red button, and the menu of what can be kept after the fact.

use bevy_egui::egui::{
    Button, Color32, Response, Sense, Stroke, Ui, WidgetInfo, WidgetType,
    containers::menu::MenuConfig, pos2, vec2,
};

use super::data::TopBarInput;
use super::menu::{menu, menu_button, with_keys};
use crate::{
    lab::{theme, views::action::Action},
    style::palette,
};

/// Radius of the dot.
const RADIUS: f32 = 5.0;
/// Room for the dot alone, and for the seconds beside it.
const IDLE_WIDTH: f32 = 28.0;
const SECONDS_WIDTH: f32 = 44.0;
const HEIGHT: f32 = 24.0;

/// The red button: a ring while nothing is recorded, else a dot and the seconds so far.
pub(super) fn record_button(ui: &mut Ui, input: &TopBarInput) -> Response {
    let width = IDLE_WIDTH + input.recorded.map_or(0.0, |_| SECONDS_WIDTH);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let label = match input.recorded {
        Some(_) => "Stop recording",
        None => "Record",
    };
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), label));
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, visuals.corner_radius, visuals.weak_bg_fill);
    }
    let red = theme::colour(palette::ALERT);
    let middle = pos2(rect.left() + IDLE_WIDTH / 2.0, rect.center().y);
    let (fill, stroke) = match input.recorded {
        Some(_) => (red, Stroke::NONE),
        None => (Color32::TRANSPARENT, Stroke::new(2.0, red)),
    };
    ui.painter().circle(middle, RADIUS, fill, stroke);
    if let Some(seconds) = input.recorded {
        let galley = ui.painter().layout_no_wrap(
            recorded_label(seconds),
            theme::regular(theme::TEXT_SIZE),
            theme::colour(palette::TEXT),
        );
        let left = rect.left() + IDLE_WIDTH - 4.0;
        let place = pos2(left, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(place, galley, Color32::PLACEHOLDER);
    }
    let hint = match input.recorded {
        Some(_) => "end the recording",
        None => "record this run to a file that replays",
    };
    response.on_hover_text(with_keys(hint, input.hints, Action::ToggleRecording))
}

/// "7 s", "2:05"
fn recorded_label(seconds: f64) -> String {
    let whole = seconds as u64;
    if whole < 60 {
        format!("{whole} s")
    } else {
        format!("{}:{:02}", whole / 60, whole % 60)
    }
}

/// What can be kept after the fact.
pub(super) fn keep_menu(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    let items = [
        ("the last minute as a file", Action::KeepLastMinute),
        ("copy as command", Action::CopyCommand),
    ];
    let response = menu(ui, menu_button("keep"), MenuConfig::new(), |ui| {
        for (text, action) in items {
            let text = with_keys(text, input.hints, action);
            if ui
                .add(Button::new(text).frame_when_inactive(false))
                .clicked()
            {
                actions.push(action);
                ui.close();
            }
        }
    });
    response.on_hover_text("keep what was just seen");
}

#[cfg(test)]
mod tests {
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::lab::views::fixture::{self, harness};

    fn bar(recorded: Option<f64>) -> Harness<'static, Vec<Action>> {
        harness(Vec::new(), move |ui, actions: &mut Vec<Action>| {
            let input = TopBarInput {
                recorded,
                ..fixture::top_bar()
            };
            if record_button(ui, &input).clicked() {
                actions.push(Action::ToggleRecording);
            }
            keep_menu(ui, &input, actions);
        })
    }

    #[test]
    fn the_button_says_what_it_does_next() {
        for (recorded, label) in [(None, "Record"), (Some(7.2), "Stop recording")] {
            let mut bar = bar(recorded);
            bar.get_by_label(label).click();
            bar.run();
            assert_eq!(bar.state().as_slice(), [Action::ToggleRecording]);
        }
    }

    #[test]
    fn the_menu_keeps_and_copies() {
        let mut bar = bar(None);
        for (begin, action) in [
            ("the last minute", Action::KeepLastMinute),
            ("copy as command", Action::CopyCommand),
        ] {
            bar.get_by_label("keep").click();
            bar.run();
            bar.get_by_label_contains(begin).click();
            bar.run();
            assert_eq!(bar.state().last(), Some(&action));
        }
    }

    #[test]
    fn seconds_become_minutes() {
        let labels = [0.0, 59.9, 60.0, 125.4].map(recorded_label);
        assert_eq!(labels, ["0 s", "59 s", "1:00", "2:05"]);
    }
}
