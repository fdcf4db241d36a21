//! Draws the top bar and the window of keys; tells what was asked for.

use bevy_egui::egui::{
    Align, Align2, Button, Context, CornerRadius, Grid, Label, Layout, Painter, PopupCloseBehavior,
    Rect, Response, RichText, ScrollArea, Sense, Shape, Stroke, Ui, UiBuilder, Vec2, WidgetInfo,
    WidgetType, Window, containers::menu::MenuConfig, pos2, vec2,
};

use super::data::{TopBarInput, real_pace_label, speed_label, time_label};
use super::keep;
use super::menu::{menu, menu_button, with_keys};
use crate::{
    lab::{
        controls::hints::KeyHints,
        playback::PACES,
        theme,
        views::{
            action::Action,
            table::{VIEWS, Visibility},
        },
    },
    style::palette,
};

/// Height of the bar.
pub const HEIGHT: f32 = 40.0;
/// Size of a button without text.
const ICON_BUTTON: Vec2 = vec2(28.0, 24.0);
/// What the list of keys leaves of the window's height for its title and frame.
const KEYS_MARGIN: f32 = 72.0;
/// Width of the speed's button, whatever the speed.
const SPEED_WIDTH: f32 = 68.0;
/// Width of the clock with what is said of it, and of the clock alone.
const CLOCK_WIDTH: f32 = 160.0;
const NARROW_CLOCK: f32 = 64.0;
/// What stands at the right takes this much in the first frame, before it has been measured.
const FIRST_WIDTH: f32 = 468.0;
/// A bar narrower than this shows less.
const NARROW: f32 = 560.0;
/// The red button is in bars of at least this width, the menu beside it of this; their keys always serve.
const WITH_RECORD: f32 = 440.0;
const WITH_KEEP: f32 = 760.0;
/// The program's name needs this much.
const NAME_WIDTH: f32 = 110.0;

/// Draws the bar in the ui's rectangle and pushes what was asked for. From left to right, so that
/// the keyboard's focus goes that way too.
pub fn show(
    ui: &mut Ui,
    input: &TopBarInput,
    visibility: &mut Visibility,
    help_open: &mut bool,
    actions: &mut Vec<Action>,
) {
    let bar = ui.max_rect();
    let id = ui.id().with("time and panels");
    let width = ui.data(|data| data.get_temp(id)).unwrap_or(FIRST_WIDTH);
    let split = (bar.right() - width).max(bar.left());
    let left = bar.with_max_x((split - theme::GAP).max(bar.left()));
    row(ui, left, |ui| names(ui, input, actions));
    let used = row(ui, bar.with_min_x(split), |ui| {
        let narrow = bar.width() < NARROW;
        if narrow {
            ui.spacing_mut().item_spacing.x = 2.0;
        }
        time(ui, input, narrow, actions);
        if bar.width() >= WITH_RECORD && keep::record_button(ui, input).clicked() {
            actions.push(Action::ToggleRecording);
        }
        if bar.width() >= WITH_KEEP {
            keep::keep_menu(ui, input, actions);
        }
        panels_menu(ui, visibility);
        let keys = with_keys("keys", input.hints, Action::ToggleHelp);
        if flat(ui, "?").on_hover_text(keys).clicked() {
            actions.push(Action::ToggleHelp);
        }
    });
    ui.data_mut(|data| data.insert_temp(id, used.width()));
    keys_window(ui.ctx(), input.hints, help_open);
}

/// Widgets beside each other in a rectangle; returns what they took.
fn row(ui: &mut Ui, rect: Rect, widgets: impl FnOnce(&mut Ui)) -> Rect {
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    row.shrink_clip_rect(rect);
    row.spacing_mut().item_spacing.x = 4.0;
    widgets(&mut row);
    row.min_rect()
}

fn names(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    if ui.available_width() < NAME_WIDTH {
        return;
    }
    let name = RichText::new("Tanglewalk")
        .font(theme::semibold(theme::NAME_SIZE))
        .color(theme::colour(palette::TEXT));
    ui.label(name);
    ui.add_space(12.0);
    if !input.scene.is_empty() {
        ui.add(Label::new(quiet(input.scene)).truncate());
    }
    if input.policies.len() < 2 {
        ui.add(Label::new(quiet(input.policy)).truncate());
    } else if !input.policy.is_empty() {
        policy_menu(ui, input, actions);
    }
}

fn quiet(text: &str) -> RichText {
    RichText::new(text).color(theme::colour(palette::TEXT_SECONDARY))
}

/// The policy's name, which opens the list of those that can be chosen.
fn policy_menu(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    let button = menu_button(input.policy).truncate();
    let response = menu(ui, button, MenuConfig::new(), |ui| {
        for (index, policy) in input.policies.iter().enumerate() {
            let walks = input.current_policy == Some(index);
            if ui.selectable_label(walks, policy).clicked() {
                actions.push(Action::ChoosePolicy(index));
                ui.close();
            }
        }
    });
    let hint = with_keys("choose another policy", input.hints, Action::PolicyAfter);
    response.on_hover_text(hint);
}

/// The clock and what moves it.
fn time(ui: &mut Ui, input: &TopBarInput, narrow: bool, actions: &mut Vec<Action>) {
    clock(ui, input, narrow);
    if pause_button(ui, input).clicked() {
        actions.push(Action::TogglePause);
    }
    let hint = with_keys(
        "one control step of 20 ms, then stop",
        input.hints,
        Action::Step,
    );
    if flat(ui, "step").on_hover_text(hint).clicked() {
        actions.push(Action::Step);
    }
    speed_menu(ui, input, actions);
    let hint = with_keys(
        "put the robot back to its start",
        input.hints,
        Action::Reset,
    );
    if flat(ui, "reset").on_hover_text(hint).clicked() {
        actions.push(Action::Reset);
    }
}

/// Its width stays, whatever it says, so that nothing beside it moves.
fn clock(ui: &mut Ui, input: &TopBarInput, narrow: bool) {
    const WHAT: &str = "simulated time since the run began";
    const WHY: &str = "this machine can't keep up with the chosen speed";
    let time = time_label(input.time);
    let (text, hint) = match input.real_pace {
        _ if narrow => (quiet(&time), WHAT),
        _ if input.paused => (RichText::new(format!("paused · {time}")), WHAT),
        Some(pace) => (quiet(&format!("{} · {time}", real_pace_label(pace))), WHY),
        None => (quiet(&time), WHAT),
    };
    let width = if narrow { NARROW_CLOCK } else { CLOCK_WIDTH };
    let size = vec2(width, ICON_BUTTON.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.label(text).on_hover_text(hint);
    });
}

fn flat(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text).frame_when_inactive(false))
}

fn speed_menu(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    let button = menu_button(speed_label(input.speed)).min_size(vec2(SPEED_WIDTH, ICON_BUTTON.y));
    let response = menu(ui, button, MenuConfig::new(), |ui| {
        for choice in PACES {
            let is_chosen = choice == input.speed;
            if ui
                .selectable_label(is_chosen, speed_label(choice))
                .clicked()
            {
                actions.push(Action::SetSpeed(choice));
                ui.close();
            }
        }
    });
    let hint = with_keys(
        "speed, a multiple of real time",
        input.hints,
        Action::Slower,
    );
    response.on_hover_text(hint);
}

fn panels_menu(ui: &mut Ui, visibility: &mut Visibility) {
    let stays_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu(ui, menu_button("panels"), stays_open, |ui| {
        for (row, view) in VIEWS.iter().enumerate() {
            ui.checkbox(visibility.switch(row), view.name)
                .on_hover_text(view.shows);
        }
    });
}

fn pause_button(ui: &mut Ui, input: &TopBarInput) -> Response {
    let (rect, response) = ui.allocate_exact_size(ICON_BUTTON, Sense::click());
    let label = if input.paused { "Play" } else { "Pause" };
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), label));
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, visuals.corner_radius, visuals.weak_bg_fill);
    }
    let icon = Rect::from_center_size(rect.center(), vec2(11.0, 13.0));
    draw_pause_icon(ui.painter(), icon, input.paused);
    response.on_hover_text(with_keys(label, input.hints, Action::TogglePause))
}

fn draw_pause_icon(painter: &Painter, icon: Rect, paused: bool) {
    let colour = theme::colour(palette::TEXT);
    if paused {
        let corners = vec![
            icon.left_top(),
            pos2(icon.right(), icon.center().y),
            icon.left_bottom(),
        ];
        painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
        return;
    }
    for left in [icon.left(), icon.right() - 4.0] {
        let bar = Rect::from_min_size(pos2(left, icon.top()), vec2(4.0, icon.height()));
        painter.rect_filled(bar, CornerRadius::ZERO, colour);
    }
}

/// The list of keys, while it is open.
pub(crate) fn keys_window(ctx: &Context, hints: &KeyHints, open: &mut bool) {
    let room = ctx.viewport_rect().height() - KEYS_MARGIN;
    Window::new(theme::title("Keys"))
        .id("keys window".into())
        .open(open)
        .collapsible(false)
        .auto_sized()
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(ctx, |ui| {
            ScrollArea::vertical()
                .max_height(room)
                .show(ui, |ui| keys_list(ui, hints));
        });
}

fn keys_list(ui: &mut Ui, hints: &KeyHints) {
    Grid::new("keys")
        .num_columns(2)
        .spacing(vec2(24.0, 6.0))
        .show(ui, |ui| {
            for line in &hints.lines {
                ui.label(theme::title(&line.keys));
                ui.label(line.help());
                ui.end_row();
            }
        });
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::accesskit::Role;
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::lab::views::fixture::{self, harness, sized_harness};

    #[derive(Default)]
    struct State {
        paused: bool,
        visibility: Visibility,
        help_open: bool,
        actions: Vec<Action>,
    }

    fn shown() -> Harness<'static, State> {
        harness(State::default(), |ui, state: &mut State| {
            let input = TopBarInput {
                paused: state.paused,
                ..fixture::top_bar()
            };
            let State {
                visibility,
                help_open,
                actions,
                ..
            } = state;
            show(ui, &input, visibility, help_open, actions);
        })
    }

    #[test]
    fn buttons_ask_for_actions() {
        let mut h = shown();
        for (label, action) in [
            ("Pause", Action::TogglePause),
            ("step", Action::Step),
            ("reset", Action::Reset),
        ] {
            h.get_by_label(label).click();
            h.run();
            assert_eq!(h.state_mut().actions.pop(), Some(action), "{label}");
        }
        h.state_mut().paused = true;
        h.run();
        assert!(h.query_by_label("Pause").is_none());
        h.get_by_label("Play").click();
        h.run();
        assert_eq!(h.state().actions, [Action::TogglePause]);
    }

    #[test]
    fn the_bar_stays_within_its_width_and_keeps_the_buttons_in_place() {
        for width in [368.0, 640.0, 1024.0, 1280.0, 1920.0] {
            let bar = |paused: bool, real_pace: Option<f32>| {
                let mut h = fixture::sized_harness([width, 40.0], (), move |ui, ()| {
                    let input = TopBarInput {
                        paused,
                        real_pace,
                        time: 12_345.6,
                        ..fixture::top_bar()
                    };
                    let mut visibility = Visibility::default();
                    show(ui, &input, &mut visibility, &mut false, &mut Vec::new());
                });
                h.run_steps(2);
                let labels = [if paused { "Play" } else { "Pause" }, "step", "reset", "?"];
                labels.map(|label| h.get_by_label(label).rect())
            };
            let usual = bar(false, None);
            assert!(
                usual
                    .iter()
                    .all(|rect| rect.left() >= 0.0 && rect.right() <= width)
            );
            assert!(usual.is_sorted_by(|a, b| a.right() <= b.left()), "{width}");
            assert_eq!(usual[3].right().round(), width, "at the right end");
            assert_eq!(bar(true, None), usual, "{width}: paused");
            assert_eq!(bar(false, Some(0.034)), usual, "{width}: falling behind");
        }
    }

    #[test]
    fn speed_is_chosen_from_a_menu() {
        let mut h = shown();
        h.get_by_label("1×").click();
        h.run();
        h.get_by_label("0.25×").click();
        h.run();
        assert_eq!(h.state().actions, [Action::SetSpeed(0.25)]);
        assert!(h.query_by_label("0.25×").is_none(), "the menu is closed");
    }

    #[test]
    fn another_policy_is_chosen_from_a_menu() {
        let mut h = shown();
        h.get_by_label(fixture::top_bar().policy).click();
        h.run();
        h.get_by_label("random weights").click();
        h.run();
        assert_eq!(h.state().actions, [Action::ChoosePolicy(1)]);
    }

    #[test]
    fn panels_menu_switches_panels_and_stays_open() {
        let mut h = shown();
        h.get_by_label("panels").click();
        h.run();
        for view in &VIEWS {
            h.get_by_label(view.name).click();
            h.run();
        }
        for (row, view) in VIEWS.iter().enumerate() {
            let shown = h.state().visibility.shows(row);
            assert_eq!(shown, !view.at_start, "{}", view.name);
        }
    }

    #[test]
    fn question_mark_opens_the_keys() {
        let mut h = shown();
        assert!(h.query_by_label("forward speed u*").is_none());
        h.get_by_label("?").click();
        h.run();
        assert_eq!(h.state_mut().actions.pop(), Some(Action::ToggleHelp));
        h.state_mut().help_open = true;
        h.run();
        for text in ["W S  ↑ ↓", "forward speed u*", "[ ]  - +", "slower, faster"] {
            assert!(h.query_by_label(text).is_some(), "no {text}");
        }
    }

    #[test]
    fn the_list_of_keys_is_whole_in_a_usual_window() {
        let mut h = sized_harness([1280.0, 720.0], true, |ui, open: &mut bool| {
            keys_window(ui.ctx(), fixture::top_bar().hints, open);
        });
        h.run_steps(6);
        let window = h.get_by_role(Role::Window).rect();
        assert!(
            window.height() < 640.0,
            "no higher than its lines: {window}"
        );
        for line in &fixture::HINTS.lines {
            let place = h.get_by_label(line.help()).rect();
            assert!(window.contains_rect(place), "{}: {place}", line.help());
        }
    }

    #[test]
    fn the_list_of_keys_keeps_its_title_in_a_small_window() {
        let size = [400.0, 300.0];
        let mut h = sized_harness(size, true, |ui, open: &mut bool| {
            keys_window(ui.ctx(), fixture::top_bar().hints, open);
        });
        h.run();
        let window = h.get_by_label("Keys").rect();
        assert!(
            window.top() >= 0.0 && window.bottom() <= size[1],
            "{window}"
        );
        let first = h.get_by_label("forward speed u*").rect();
        assert!(window.contains_rect(first), "{first}");
    }
}
