//! All panels together: nothing panics, hidden ones vanish, the robot keeps its place.

use bevy_egui::egui::{Rect, accesskit::Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::*;
use crate::lab::{
    record::Record,
    views::{
        fixture::{self, sized_harness},
        status::data::{Notice, Severity},
        view::Place,
    },
};
use crate::style::numbers::DASH;

/// What some views cannot be without.
const MARKS: [(&str, &str); 5] = [
    ("portraits", "Portrait: Recurrent layer · hidden state"),
    ("tangling", "Tangling Q"),
    ("command", "W S · A D · Q E"),
    ("feet on the ground", "Feet on the ground"),
    ("speed", "Plot: forward speed, m/s"),
];

struct State {
    panels: Panels,
    record: Record,
    notice: Option<Notice<'static>>,
    shown: Option<Shown>,
}

fn state(seconds: f64) -> State {
    State {
        panels: Panels::default(),
        record: fixture::record(seconds),
        notice: None,
        shown: None,
    }
}

/// With every view.
fn full(seconds: f64) -> State {
    let mut state = state(seconds);
    for row in 0..VIEWS.len() {
        *state.panels.visibility.switch(row) = true;
    }
    state
}

fn window(size: [f32; 2], state: State) -> Harness<'static, State> {
    sized_harness(size, state, |ui, state: &mut State| {
        let data = LabData {
            top_bar: fixture::top_bar(),
            moment: fixture::moment(&state.record),
            caption: "",
            status: StatusInput {
                gait: "trot",
                grid: "grid 1 m",
                notice: state.notice,
            },
        };
        state.shown = Some(show(ui, &mut state.panels, &data));
    })
}

fn robot(h: &Harness<'static, State>) -> Rect {
    h.state()
        .shown
        .as_ref()
        .expect("a frame was drawn")
        .robot_rect
}

/// Where a row is drawn; none if it is not.
fn place(h: &Harness<'static, State>, row: usize) -> Option<Rect> {
    let node = h.query_by_role_and_label(Role::Pane, VIEWS[row].name);
    node.map(|node| node.rect())
}

#[test]
fn the_views_of_the_start_show_at_every_size_and_history() {
    for size in [[1280.0, 720.0], [1920.0, 1080.0], [1120.0, 400.0]] {
        for seconds in [0.0, 0.02, 0.5, 10.0] {
            let h = window(size, state(seconds));
            for (view, mark) in MARKS {
                assert!(
                    h.query_by_label(mark).is_some(),
                    "{view} at {size:?}, {seconds} s"
                );
            }
            for (row, view) in VIEWS.iter().enumerate() {
                assert_eq!(place(&h, row).is_some(), view.at_start, "{}", view.name);
            }
        }
    }
}

#[test]
fn every_view_draws_something_in_a_place_of_its_own() {
    for size in [[1280.0, 720.0], [1920.0, 1080.0]] {
        for seconds in [0.0, 0.02, 6.0] {
            let h = window(size, full(seconds));
            let places: Vec<Rect> = (0..VIEWS.len())
                .map(|row| place(&h, row).unwrap_or_else(|| panic!("no {}", VIEWS[row].name)))
                .collect();
            let labels: Vec<Rect> = h
                .query_all_by(|node| node.label().is_some() || node.value().is_some())
                .map(|node| node.rect())
                .collect();
            for (row, place) in places.iter().enumerate() {
                let inside = labels.iter().filter(|label| place.contains_rect(**label));
                assert!(inside.count() > 1, "{} is empty", VIEWS[row].name);
                let later = &places[row + 1..];
                assert!(
                    later
                        .iter()
                        .all(|later| !later.shrink(0.5).intersects(*place)),
                    "{}",
                    VIEWS[row].name
                );
            }
        }
    }
}

#[test]
fn a_hidden_view_vanishes_alone() {
    for hidden in 0..VIEWS.len() {
        let mut h = window([1280.0, 720.0], full(6.0));
        *h.state_mut().panels.visibility.switch(hidden) = false;
        h.run_steps(3);
        for (row, view) in VIEWS.iter().enumerate() {
            assert_eq!(place(&h, row).is_none(), row == hidden, "{}", view.name);
        }
    }
}

#[test]
fn without_views_their_places_are_the_robots() {
    for (place, height) in [(Place::Column, 510.0), (Place::Strip, 720.0)] {
        let mut h = window([1280.0, 720.0], state(6.0));
        for (row, view) in VIEWS.iter().enumerate() {
            *h.state_mut().panels.visibility.switch(row) = view.at_start && view.place != place;
        }
        h.run_steps(3);
        let robot = robot(&h);
        assert_eq!(robot.right() == 1280.0, place == Place::Column, "{robot}");
        assert!((robot.bottom() - height).abs() < 2.0, "{robot}");
    }
}

#[test]
fn the_robot_gets_what_the_panels_leave() {
    let mut h = window([1280.0, 720.0], state(6.0));
    let place = robot(&h);
    assert_eq!(place.left_top(), Rect::ZERO.left_top() + vec2(0.0, 40.0));
    assert!((place.right() - 824.0).abs() < 2.0, "{place}");
    assert!((place.bottom() - 510.0).abs() < 2.0, "{place}");
    for row in 0..VIEWS.len() {
        *h.state_mut().panels.visibility.switch(row) = false;
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
        for (view, mark) in MARKS {
            assert!(h.query_by_label(mark).is_none(), "{view} at {size:?}");
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
    let shown = h.state().shown.as_ref().expect("a frame was drawn");
    let [_, most] = fixture::moment(&h.state().record).policy.command_range.yaw;
    assert_eq!(shown.actions, [Action::Command([0.0, 0.0, most])]);
    h.drop_at(slider.right_center());
    h.step();
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

#[test]
fn hidden_panels_leave_the_whole_window_to_the_robot_and_come_back_as_they_were() {
    let mut h = window([1280.0, 720.0], state(6.0));
    let before = robot(&h);
    h.state_mut().panels.hidden = true;
    h.run_steps(3);
    assert_eq!(robot(&h).size(), vec2(1280.0, 720.0));
    assert!(h.query_by_label("Tangling Q").is_none());
    h.state_mut().notice = Some(Notice {
        text: "a fault",
        severity: Severity::Error,
    });
    h.state_mut().panels.help_open = true;
    h.run_steps(3);
    assert!(h.query_by_label("a fault").is_some(), "faults are told");
    assert!(
        h.query_by_label("forward speed u*").is_some(),
        "and the keys"
    );
    h.state_mut().notice = None;
    h.state_mut().panels.help_open = false;
    h.state_mut().panels.hidden = false;
    h.run_steps(3);
    assert_eq!(robot(&h), before);
}
