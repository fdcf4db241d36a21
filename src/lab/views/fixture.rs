//! What the views' tests look at: a made-up trot at 0.8 m/s, and a window without a screen.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    f64::consts::TAU,
    sync::{Arc, LazyLock},
};

use bevy_egui::egui::{Context, FontDefinitions, Ui, UiBuilder, vec2};
use egui_kittest::Harness;

use super::{
    portraits::data::{Note, Portrait, TrailPoint, trail},
    tangling::data::{LayerTangling, Tangling},
    top_bar::data::TopBarInput,
    view::Moment,
};
use crate::{
    analysis::basis::{Basis, LayerBasis, Sweep},
    lab::{
        clock::{CONTROL_RATE, CONTROL_STEP},
        controls::{hints::KeyHints, keycaps::Keycaps},
        history::History,
        mean_cycles::MeanCycles,
        record::Record,
        theme,
    },
    physics::{Conditions, Ground, RobotState, Start, Vec3, World},
    policy::{Layer, Manifest, Policy, Taps},
    robot::Robot,
    rollout::{Decision, StepRecord},
    style::{layers::names, palette},
};

/// Duration of a stride, s.
const PERIOD: f64 = 0.5;

/// The shipped robot, as it stands.
static STANDING: LazyLock<RobotState> = LazyLock::new(|| {
    let robot = Arc::new(Robot::built_in().expect("the built-in robot"));
    let ground = Ground::default();
    let start = Start::standing_on(&ground, &robot);
    World::on(&ground, robot, &start, &Conditions::default()).initial_state()
});

/// The record of a control step of the trot. Layers have two units, which the basis takes as they are.
pub fn step(time: f64) -> StepRecord {
    let phase = (time / PERIOD).fract();
    let (sin, cos) = (TAU * phase).sin_cos();
    let wobble = (0.6 * time).sin();
    let (first, second) = (phase < 0.5, phase >= 0.5);
    let hidden = [
        7.0 * cos + 0.5 * wobble,
        6.0 * sin + 1.2 * (3.0 * sin).sin(),
    ];
    let action = [
        6.5 * cos,
        1.4 * sin + 0.6 * (2.0 * TAU * phase).cos() * wobble,
    ];
    let forward = 0.84 + 0.05 * (2.0 * TAU * phase).sin();
    let torque = 40.0 * sin as f32;
    let taps = Taps {
        hidden: hidden.map(|score| score as f32).to_vec(),
        action: action.map(|score| score as f32).to_vec(),
        ..Taps::default()
    };
    StepRecord {
        step: (time * CONTROL_RATE).round() as u64,
        time,
        command: [0.8, 0.0, 0.0].into(),
        state: RobotState {
            linear_velocity_in_base: Vec3::new(forward as f32, 0.04, 0.0),
            angular_velocity_in_base: Vec3::new(0.0, 0.0, 0.01),
            foot_contact: [first, second, second, first],
            ..STANDING.clone()
        },
        decision: Decision {
            observation: [0.0; _],
            action: [0.0; _],
            targets: STANDING.joint_position,
            taps,
        },
        joint_torque: std::array::from_fn(|joint| torque * (1.0 - 0.1 * joint as f32)),
    }
}

/// A trot of so many seconds; nothing when zero.
pub fn walk(seconds: f64) -> History {
    let mut history = History::new(6.0);
    steps(seconds).for_each(|step| history.push(step));
    history
}

fn steps(seconds: f64) -> impl Iterator<Item = StepRecord> {
    let count = (seconds / CONTROL_STEP).round() as usize;
    let count = if count > 0 { count + 1 } else { 0 };
    (0..count).map(|number| step(number as f64 * CONTROL_STEP))
}

/// The hidden layer's scores of a step of the trot.
pub fn scores(step: &StepRecord) -> [f32; 2] {
    std::array::from_fn(|unit| step.decision.taps.hidden[unit])
}

/// The record of a trot of so many seconds, on a basis of its own.
pub fn record(seconds: f64) -> Record {
    let sweep = Sweep {
        commands: Vec::new(),
        seconds: 0.0,
        seeds: Vec::new(),
    };
    let layer = LayerBasis {
        mean: vec![0.0; 2],
        std: vec![1.0; 2],
        components: vec![vec![1.0, 0.0], vec![0.0, 1.0]],
        variance_ratio: vec![0.48, 0.21],
        bounds: vec![[-8.0, 8.0]; 2],
    };
    let basis = Basis {
        layers: BTreeMap::from(["hidden", "action"].map(|name| (name.to_owned(), layer.clone()))),
        ..Basis::new(String::new(), sweep)
    };
    let mut record = Record::with_basis(Some(&basis));
    steps(seconds).for_each(|step| record.push(step));
    record
}

/// The moment that a record ends with.
pub fn moment(record: &Record) -> Moment<'_> {
    static POLICY: LazyLock<Manifest> = LazyLock::new(|| {
        let robot = Robot::built_in().expect("the built-in robot");
        Policy::built_in(&robot).expect("the main policy").manifest
    });
    static MEAN_CYCLES: LazyLock<MeanCycles> = LazyLock::new(MeanCycles::default);
    Moment {
        record,
        policy: &POLICY,
        atlas: None,
        mean_cycles: &MEAN_CYCLES,
        command: [0.0; 3],
        hints: &HINTS,
    }
}

/// Portraits with a basis and a trail.
pub fn portraits() -> [Portrait<'static>; 2] {
    static TRAIL: LazyLock<Vec<TrailPoint>> = LazyLock::new(|| trail(&walk(5.0), scores));
    let shares = [[0.48, 0.21], [0.85, 0.06]];
    let of = |layer: Layer, explained| Portrait {
        title: names(layer, true).title,
        colour: palette::layer(&layer.name()),
        explained: Some(explained),
        unit: 10.0,
        reach: [1.0; 2],
        note: Note::default(),
        trail: &TRAIL,
        mean_cycles: &[],
        mean_speeds: "",
        no_cycle: Note::default(),
    };
    [of(Layer::Hidden, shares[0]), of(Layer::Action, shares[1])]
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
        interval: CONTROL_STEP,
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
        recorded: None,
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
