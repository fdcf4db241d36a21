//! All panels together: nothing panics, hidden ones vanish, the robot keeps its place.

use bevy_egui::egui::{Rect, accesskit::Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::*;
use crate::lab::views::{
    fixture::{self, sized_harness},
    status::data::{Notice, Severity},
    tangling::digits::DASH,
    top_bar::data::PanelKind,
};

/// What a panel cannot be without.
const MARKS: [(PanelKind, &str); 5] = [
    (
        PanelKind::Portraits,
        "Portrait: Recurrent layer · hidden state",
    ),
    (PanelKind::Tangling, "Tangling Q"),
    (PanelKind::Command, "W S · A D · Q E"),
    (PanelKind::Feet, "Feet on the ground"),
    (PanelKind::Speed, "Plot: forward speed, m/s"),
];

struct State {
    panels: PanelsState,
    history: History,
    tangling: Tangling<'static>,
    notice: Option<Notice<'static>>,
    command: [f32; 3],
    shown: Option<Shown>,
}

fn state(seconds: f64) -> State {
    State {
        panels: PanelsState::default(),
        history: fixture::walk(seconds),
        tangling: if seconds > 1.0 {
            fixture::tangling()
        } else {
            Tangling::default()
        },
        notice: None,
        command: [0.0; 3],
        shown: None,
    }
}

fn window(size: [f32; 2], state: State) -> Harness<'static, State> {
    sized_harness(size, state, |ui, state: &mut State| {
        let data = LabData {
            top_bar: fixture::top_bar(),
            history: &state.history,
            portraits: fixture::portraits(),
            tangling: state.tangling,
            command: CommandInput {
                ranges: [[-1.0, 1.0]; 3],
                measured: Some([0.1; 3]),
                keys: &fixture::HINTS.steering,
            },
            status: StatusInput {
                gait: "trot",
                grid: "grid 1 m",
                notice: state.notice,
            },
        };
        state.shown = Some(show(ui, &mut state.panels, &data, &mut state.command));
    })
}

fn robot(h: &Harness<'static, State>) -> Rect {
    h.state()
        .shown
        .as_ref()
        .expect("a frame was drawn")
        .robot_rect
}

#[test]
fn every_panel_shows_at_every_size_and_history() {
    for size in [[1280.0, 720.0], [1920.0, 1080.0], [1120.0, 400.0]] {
        for seconds in [0.0, 0.02, 0.5, 10.0] {
            let h = window(size, state(seconds));
            for (panel, mark) in MARKS {
                assert!(
                    h.query_by_label(mark).is_some(),
                    "{panel:?} at {size:?}, {seconds} s"
                );
            }
        }
    }
}

#[test]
fn a_hidden_panel_vanishes_alone() {
    for (hidden, _) in MARKS {
        let mut h = window([1280.0, 720.0], state(6.0));
        *h.state_mut().panels.visibility.switch(hidden) = false;
        h.run_steps(3);
        for (panel, mark) in MARKS {
            assert_eq!(
                h.query_by_label(mark).is_none(),
                panel == hidden,
                "{panel:?}"
            );
        }
    }
}

#[test]
fn the_robot_gets_what_the_panels_leave() {
    let mut h = window([1280.0, 720.0], state(6.0));
    let place = robot(&h);
    assert_eq!(place.left_top(), Rect::ZERO.left_top() + vec2(0.0, 40.0));
    assert!((place.right() - 824.0).abs() < 2.0, "{place}");
    assert!((place.bottom() - 510.0).abs() < 2.0, "{place}");
    for (panel, _) in MARKS {
        *h.state_mut().panels.visibility.switch(panel) = false;
    }
    h.run_steps(3);
    let place = robot(&h);
    assert_eq!(
        place.right_bottom(),
        Rect::ZERO.left_top() + vec2(1280.0, 720.0)
    );
}

#[test]
fn panels_follow_the_window_and_the_persons_drag() {
    let mut h = window([1280.0, 720.0], state(6.0));
    let edge = robot(&h).right_center();
    h.drag_at(edge);
    h.run_steps(2);
    h.hover_at(edge - vec2(91.2, 0.0));
    h.run_steps(2);
    h.drop_at(edge - vec2(91.2, 0.0));
    h.run_steps(2);
    let share = (1280.0 - robot(&h).right()) / 456.0;
    assert!((share - 1.2).abs() < 0.02, "{share}");
    h.set_size(vec2(1920.0, 1080.0));
    h.run_steps(3);
    let share = (1920.0 - robot(&h).right()) / 620.0;
    assert!((share - 1.2).abs() < 0.02, "{share}");
}

#[test]
fn the_strip_folds_in_a_narrow_window_and_unfolds_by_its_button() {
    let mut h = window([1000.0, 700.0], state(6.0));
    assert!(h.query_by_label("Feet on the ground").is_none());
    h.get_by_label("▲ feet on the ground · speed").click();
    h.run_steps(3);
    assert!(h.query_by_label("Feet on the ground").is_some());
    h.get_by_label("▼").click();
    h.run_steps(3);
    assert!(h.query_by_label("Feet on the ground").is_none());
}

/// Texts below the top bar, and where they stand.
fn texts(h: &Harness<'static, State>) -> Vec<(String, Rect)> {
    let labels = h.query_all_by_role(Role::Label);
    let text = |node: egui_kittest::Node| {
        let text = node.accesskit_node().value().unwrap_or_default();
        (text, node.rect())
    };
    labels
        .map(text)
        .filter(|(_, place)| place.top() >= top_bar::HEIGHT)
        .collect()
}

#[test]
fn no_text_overlaps_another_or_leaves_the_window_at_any_size() {
    for size in [
        [320.0, 200.0],
        [400.0, 300.0],
        [560.0, 420.0],
        [640.0, 400.0],
        [800.0, 600.0],
        [1024.0, 640.0],
        [1280.0, 720.0],
        [1920.0, 1080.0],
        [2560.0, 700.0],
        [700.0, 1400.0],
    ] {
        let h = window(size, state(6.0));
        let texts = texts(&h);
        for (index, (text, place)) in texts.iter().enumerate() {
            assert!(place.right() <= size[0] + 0.5, "{text} at {size:?}");
            for (other, beside) in &texts[index + 1..] {
                let overlap = place.shrink(1.0).intersects(beside.shrink(1.0));
                assert!(!overlap, "{text}: {place}, {other}: {beside} at {size:?}");
            }
        }
    }
}

#[test]
fn in_a_tiny_window_the_robot_has_all_of_it() {
    for size in [[400.0, 300.0], [520.0, 200.0]] {
        let h = window(size, state(6.0));
        let place = robot(&h);
        assert_eq!(place.left_top(), Rect::ZERO.left_top() + vec2(0.0, 40.0));
        assert_eq!(
            place.right_bottom(),
            Rect::ZERO.left_top() + vec2(size[0], size[1])
        );
        for (panel, mark) in MARKS {
            assert!(h.query_by_label(mark).is_none(), "{panel:?} at {size:?}");
        }
    }
    let h = window([640.0, 400.0], state(6.0));
    let place = robot(&h);
    assert!(place.width() >= 240.0 && place.height() >= 140.0, "{place}");
    assert!(
        h.query_by_label("Portrait: Recurrent layer · hidden state")
            .is_some()
    );
}

#[test]
fn a_window_that_was_small_shows_what_a_fresh_one_does() {
    let fresh = robot(&window([1280.0, 720.0], state(6.0)));
    let mut h = window([1280.0, 720.0], state(6.0));
    for small in [
        [640.0, 400.0],
        [400.0, 300.0],
        [1024.0, 640.0],
        [320.0, 200.0],
    ] {
        h.set_size(small.into());
        h.run_steps(4);
        h.set_size(vec2(1280.0, 720.0));
        h.run_steps(4);
        assert_eq!(robot(&h), fresh, "after {small:?}");
    }
}

#[test]
fn standing_shows_dashes() {
    let h = window([1280.0, 720.0], state(0.5));
    assert_eq!(h.query_all_by_label(DASH).count(), 3);
}

#[test]
fn actions_and_command_come_out() {
    let mut h = window([1280.0, 720.0], state(6.0));
    let slider = h
        .get_by_role_and_label(Role::Slider, "yaw rate, rad/s")
        .rect();
    h.drag_at(slider.right_center());
    h.step();
    assert!(
        h.state()
            .shown
            .as_ref()
            .is_some_and(|shown| shown.command_changed)
    );
    h.drop_at(slider.right_center());
    h.step();
    assert_eq!(h.state().command, [0.0, 0.0, 1.0]);
    h.state_mut().notice = Some(Notice {
        text: "a fault",
        severity: Severity::Error,
    });
    h.run_steps(3);
    h.get_by_label("dismiss").click();
    let mut actions = Vec::new();
    for _ in 0..4 {
        h.step();
        actions.extend(
            h.state()
                .shown
                .iter()
                .flat_map(|shown| shown.actions.clone()),
        );
    }
    assert_eq!(actions, [Action::DismissNotice]);
}
