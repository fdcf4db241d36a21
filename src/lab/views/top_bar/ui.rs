//! Draws the top bar and the window of keys; tells what was asked for.

use bevy_egui::egui::{
    Align, Align2, Button, Context, CornerRadius, Grid, Label, Layout, Painter, Rect, Response,
    RichText, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, WidgetType, Window, pos2, vec2,
};

use super::data::{PanelKind, SPEEDS, TopBarInput, Visibility, speed_label};
use crate::{
    lab::{theme, views::action::Action},
    report::palette,
};

/// Height of the bar.
pub const HEIGHT: f32 = 40.0;
/// Size of a button without text.
const ICON_BUTTON: Vec2 = vec2(28.0, 24.0);
/// Width of the speed's button, whatever the speed.
const SPEED_WIDTH: f32 = 52.0;

/// Draws the bar in the ui's rectangle and pushes what was asked for.
pub fn show(
    ui: &mut Ui,
    input: &TopBarInput,
    visibility: &mut Visibility,
    help_open: &mut bool,
    actions: &mut Vec<Action>,
) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if flat(ui, "?").on_hover_text("keys").clicked() {
            *help_open = !*help_open;
        }
        panels_menu(ui, visibility);
        if flat(ui, "reset")
            .on_hover_text("put the robot back to its start")
            .clicked()
        {
            actions.push(Action::Reset);
        }
        speed_menu(ui, input.speed, actions);
        if flat(ui, "step")
            .on_hover_text("one control step of 20 ms, then stop")
            .clicked()
        {
            actions.push(Action::Step);
        }
        if pause_button(ui, input.paused).clicked() {
            actions.push(Action::TogglePause);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            names(ui, input, actions);
        });
    });
    keys_window(ui.ctx(), input.keys, help_open);
}

fn names(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    let name = RichText::new("Tanglewalk")
        .font(theme::semibold(theme::NAME_SIZE))
        .color(theme::colour(palette::TEXT));
    ui.label(name);
    ui.add_space(12.0);
    let quiet = |text: &str| RichText::new(text).color(theme::colour(palette::TEXT_SECONDARY));
    if !input.scene.is_empty() {
        ui.add(Label::new(quiet(input.scene)).truncate());
    }
    if input.policies.len() < 2 {
        ui.add(Label::new(quiet(input.policy)).truncate());
    } else if !input.policy.is_empty() {
        policy_menu(ui, input, actions);
    }
}

/// The policy's name, which opens the list of those that can be chosen.
fn policy_menu(ui: &mut Ui, input: &TopBarInput, actions: &mut Vec<Action>) {
    let name = RichText::new(format!("{} ↓", input.policy));
    let button = Button::new(name.color(theme::colour(palette::TEXT_SECONDARY)))
        .frame_when_inactive(false)
        .truncate();
    let (response, _) =
        bevy_egui::egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            for (index, policy) in input.policies.iter().enumerate() {
                let walks = input.current_policy == Some(index);
                if ui.selectable_label(walks, policy).clicked() {
                    actions.push(Action::ChoosePolicy(index));
                    ui.close();
                }
            }
        });
    response.on_hover_text("choose another policy (Page Up, Page Down)");
}

fn flat(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text).frame_when_inactive(false))
}

fn speed_menu(ui: &mut Ui, speed: f32, actions: &mut Vec<Action>) {
    let button = Button::new(speed_label(speed))
        .frame_when_inactive(false)
        .min_size(vec2(SPEED_WIDTH, ICON_BUTTON.y));
    let (response, _) =
        bevy_egui::egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            for choice in SPEEDS {
                if ui
                    .selectable_label(choice == speed, speed_label(choice))
                    .clicked()
                {
                    actions.push(Action::SetSpeed(choice));
                    ui.close();
                }
            }
        });
    response.on_hover_text("speed, a multiple of real time");
}

fn panels_menu(ui: &mut Ui, visibility: &mut Visibility) {
    use bevy_egui::egui::{
        PopupCloseBehavior,
        containers::menu::{MenuButton, MenuConfig},
    };
    let stays_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::from_button(Button::new("panels").frame_when_inactive(false))
        .config(stays_open)
        .ui(ui, |ui| {
            for panel in PanelKind::ALL {
                ui.checkbox(visibility.switch(panel), panel.name());
            }
        });
}

fn pause_button(ui: &mut Ui, paused: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(ICON_BUTTON, Sense::click());
    let label = if paused { "Play" } else { "Pause" };
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), label));
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, visuals.corner_radius, visuals.weak_bg_fill);
    }
    let icon = Rect::from_center_size(rect.center(), vec2(11.0, 13.0));
    draw_pause_icon(ui.painter(), icon, paused);
    response.on_hover_text(label)
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

fn keys_window(ctx: &Context, keys: &[(&str, &str)], open: &mut bool) {
    Window::new(theme::title("Keys"))
        .id("keys window".into())
        .open(open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(ctx, |ui| {
            Grid::new("keys")
                .num_columns(2)
                .spacing(vec2(24.0, 6.0))
                .show(ui, |ui| {
                    for &(key, effect) in keys {
                        ui.label(theme::title(key));
                        ui.label(effect);
                        ui.end_row();
                    }
                });
        });
}

#[cfg(test)]
mod tests {
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::lab::views::fixture::{self, harness};

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
        h.get_by_label(&format!("{} ↓", fixture::top_bar().policy))
            .click();
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
        h.get_by_label("tangling").click();
        h.run();
        h.get_by_label("speed").click();
        h.run();
        let visibility = &h.state().visibility;
        assert!(!visibility.shows(PanelKind::Tangling) && !visibility.shows(PanelKind::Speed));
        assert!(visibility.shows(PanelKind::Portraits));
    }

    #[test]
    fn question_mark_opens_the_keys() {
        let mut h = shown();
        assert!(h.query_by_label("faster forward").is_none());
        h.get_by_label("?").click();
        h.run();
        assert!(h.query_by_label("faster forward").is_some());
    }
}
