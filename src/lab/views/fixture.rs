//! What the views' tests look at: a made-up trot at 0.8 m/s, and a window without a screen.

use std::{borrow::Cow, f64::consts::TAU, sync::LazyLock};

use bevy_egui::egui::{Context, FontDefinitions, Ui, UiBuilder, vec2};
use egui_kittest::Harness;

use super::{
    portraits::data::{Note, Portrait, Portraits},
    tangling::data::{LayerTangling, Tangling},
    top_bar::data::TopBarInput,
};
use crate::lab::{
    controls::{hints::KeyHints, keycaps::Keycaps},
    history::{History, SAMPLE_INTERVAL, Sample},
    theme,
};

/// Duration of a stride, s.
const PERIOD: f64 = 0.5;

/// A sample of the trot, or of standing.
pub fn sample(time: f64, standing: bool) -> Sample {
    let phase = (time / PERIOD).fract();
    let (sin, cos) = (TAU * phase).sin_cos();
    let wobble = (0.6 * time).sin();
    let moving = if standing { 0.0 } else { 1.0 };
    let first_pair = standing || phase < 0.5;
    let second_pair = standing || phase >= 0.5;
    let scores = |x: f64, y: f64| [(moving * x) as f32, (moving * y) as f32];
    Sample {
        time,
        command: [0.8 * moving as f32, 0.0, 0.0],
        velocity_in_base: scores(0.84 + 0.05 * (2.0 * TAU * phase).sin(), 0.04)
            .iter()
            .chain(&[0.01])
            .copied()
            .collect::<Vec<f32>>()
            .try_into()
            .unwrap(),
        foot_contacts: [first_pair, second_pair, second_pair, first_pair],
        recurrent_scores: scores(
            7.0 * cos + 0.5 * wobble,
            6.0 * sin + 1.2 * (3.0 * sin).sin(),
        ),
        actuation_scores: scores(
            6.5 * cos,
            1.4 * sin + 0.6 * (2.0 * TAU * phase).cos() * wobble,
        ),
        standing,
    }
}

/// A trot of so many seconds; nothing when zero.
pub fn walk(seconds: f64) -> History {
    let mut history = History::new(6.0);
    let steps = (seconds / SAMPLE_INTERVAL).round() as usize;
    if steps > 0 {
        (0..=steps).for_each(|step| history.push(sample(step as f64 * SAMPLE_INTERVAL, false)));
    }
    history
}

/// Portraits with a basis.
pub fn portraits() -> Portraits<'static> {
    Portraits {
        recurrent: Portrait {
            title: "Recurrent layer · hidden state",
            explained: Some([0.48, 0.21]),
            unit: 10.0,
            reach: [1.0; 2],
            note: Note::default(),
            mean_cycles: &[],
            mean_speeds: "",
            no_cycle: Note::default(),
        },
        actuation: Portrait {
            title: "Actuation layer · 12 targets",
            explained: Some([0.85, 0.06]),
            unit: 10.0,
            reach: [1.0; 2],
            note: Note::default(),
            mean_cycles: &[],
            mean_speeds: "",
            no_cycle: Note::default(),
        },
    }
}

/// Tangling of both layers while walking.
pub fn tangling() -> Tangling<'static> {
    const RECURRENT: [f64; 6] = [9000.0, 8000.0, 8717.0, 12_000.0, 7000.0, 9500.0];
    const ACTUATION: [f64; 6] = [9000.0, 51_000.0, 11_135.0, 12_000.0, 30_000.0, 9500.0];
    Tangling {
        recurrent: LayerTangling {
            name: "recurrent",
            q: &RECURRENT,
            median: Some(8717.0),
            absent_because: "",
        },
        actuation: LayerTangling {
            name: "actuation",
            q: &ACTUATION,
            median: Some(11_135.0),
            absent_because: "",
        },
        equal_dimension_ratio: Some(0.91),
        ratio_spread: Some([0.704, 0.858]),
        interval: SAMPLE_INTERVAL,
    }
}

/// The keys of a US keyboard.
pub static HINTS: LazyLock<KeyHints> = LazyLock::new(|| KeyHints::new(&Keycaps::default()));

/// A top bar at real speed.
pub fn top_bar() -> TopBarInput<'static> {
    static POLICIES: LazyLock<[String; 2]> =
        LazyLock::new(|| ["main", "random weights"].map(str::to_owned));
    TopBarInput {
        scene: "flat",
        policy: "main policy, 30 M steps",
        policies: &*POLICIES,
        current_policy: Some(0),
        paused: false,
        time: 12.4,
        speed: 1.0,
        real_pace: None,
        hints: &HINTS,
    }
}

/// Runs a view at 640 x 400 points with the lab's style.
pub fn harness<State: 'static>(
    state: State,
    view: impl FnMut(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    sized_harness([640.0, 400.0], state, view)
}

/// The same at a size of one's own.
pub fn sized_harness<State: 'static>(
    size: [f32; 2],
    state: State,
    mut view: impl FnMut(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    let [width, height] = size;
    let builder = Harness::builder()
        .with_size(vec2(width, height))
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(60);
    let mut harness = builder.build_ui_state(
        move |ui: &mut Ui, state: &mut State| {
            if theme::is_installed(ui.ctx()) {
                let whole = UiBuilder::new().max_rect(ui.ctx().viewport_rect());
                view(&mut ui.new_child(whole), state);
            } else {
                install(ui.ctx());
            }
        },
        state,
    );
    harness.run_steps(3);
    harness
}

/// The lab's style with egui's own font.
fn install(ctx: &Context) {
    let fonts = FontDefinitions::default();
    let Cow::Borrowed(bytes) = fonts.font_data["Ubuntu-Light"].font else {
        unreachable!("egui's own font is static")
    };
    theme::install(ctx, bytes, bytes);
    ctx.request_repaint();
}
