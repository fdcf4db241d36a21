//! egui's pass: what the lab knows goes to the panels, what the person asks for comes back.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use bevy_panorbit_camera::PanOrbitCamera;

use super::command::CommandedSpeed;
use super::gallery::Gallery;
use super::layout::ViewRect;
use super::live::LiveLayer;
use super::mean_cycles::MeanCycles;
use super::notice::Notices;
use super::panels::{self, LabData, PanelsState};
use super::playback::Playback;
use super::recorder::Record;
use super::simulation::{CONTROL_RATE, ResetRequest};
use super::subject::Subject;
use super::theme;
use super::views::action::Action;
use super::views::command::data::CommandInput;
use super::views::portraits::data::{FaintCycle, Portrait, Portraits};
use super::views::status::data::StatusInput;
use super::views::tangling::data::{LayerTangling, Tangling};
use super::views::top_bar::data::TopBarInput;
use crate::analysis::basis::LayerBasis;
use crate::analysis::gait::{Gait, GaitName};
use crate::report::fonts;

/// Keys and what they do, for the help window.
const KEYS: [(&str, &str); 10] = [
    ("W S  ↑ ↓", "forward speed u*"),
    ("A D", "lateral speed v*"),
    ("Q E  ← →", "yaw rate r*"),
    ("X", "command zero: stand"),
    ("Space", "pause, go on"),
    (".", "one control step"),
    ("[  ]", "slower, faster"),
    ("R", "reset the robot"),
    ("Page Up, Page Down", "the policy before, after in the list"),
    ("F", "camera back behind the shoulder"),
];
/// Paces that the keys step through, times real time.
const PACES: [f32; 6] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0];
/// Edge of the portraits as a share of the farthest score of the basis's sweep, which only changes of
/// command come near.
const EDGE: f64 = 0.85;

/// Nothing is drawn for now: panels made now would lose their fonts, which the renderer takes in
/// only in frames that it draws.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Undrawn;

/// Whether egui wants the keyboard for itself.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct KeyboardTaken(pub bool);

/// What the panels remember.
#[derive(Resource, Default)]
struct Panels(PanelsState);

/// The panels and the keys that act on time and view.
pub fn plugin(app: &mut App) {
    app.init_resource::<Panels>()
        .init_resource::<KeyboardTaken>()
        .add_systems(
            EguiPrimaryContextPass,
            show.run_if(not(resource_exists::<Undrawn>)),
        )
        .add_systems(
            Update,
            act_on_keys.run_if(resource_exists::<ButtonInput<KeyCode>>),
        );
}

/// All that the panels read and change.
#[derive(bevy::ecs::system::SystemParam)]
struct Shown<'w, 's> {
    subject: Res<'w, Subject>,
    record: Res<'w, Record>,
    mean_cycles: Res<'w, MeanCycles>,
    playback: ResMut<'w, Playback>,
    commanded: ResMut<'w, CommandedSpeed>,
    notices: ResMut<'w, Notices>,
    reset: ResMut<'w, ResetRequest>,
    gallery: ResMut<'w, Gallery>,
    view: ResMut<'w, ViewRect>,
    keyboard: ResMut<'w, KeyboardTaken>,
    cameras: Query<'w, 's, &'static mut PanOrbitCamera>,
}

fn show(mut contexts: EguiContexts, mut state: ResMut<Panels>, mut lab: Shown) -> Result {
    let context = contexts.ctx_mut()?.clone();
    if !theme::is_installed(&context) {
        theme::install(&context, fonts::REGULAR, fonts::SEMIBOLD);
    }
    let mut root = egui::Ui::new(
        context.clone(),
        egui::Id::new("lab"),
        egui::UiBuilder::new()
            .layer_id(egui::LayerId::background())
            .max_rect(context.viewport_rect()),
    );
    let mut command = lab.commanded.0.into();
    let shown = {
        let policy = lab.subject.policy_label();
        let gait = lab.record.gait.as_ref().map(gait_line).unwrap_or_default();
        let cycles = ["hidden", "action"].map(|layer| mean_cycles(&lab, layer));
        let data = lab_data(&lab, &policy, &gait, &cycles);
        panels::show(&mut root, &mut state.0, &data, &mut command)
    };
    if shown.command_changed {
        let range = lab.subject.policy.manifest.command_range;
        lab.commanded.0 = range.clamp(command.into());
    }
    for action in shown.actions {
        match action {
            Action::TogglePause => lab.playback.paused = !lab.playback.paused,
            Action::Step => lab.playback.step(),
            Action::SetSpeed(speed) => lab.playback.set_speed(speed),
            Action::ChoosePolicy(index) => lab.gallery.chosen = Some(index),
            Action::Reset => lab.reset.0 = true,
            Action::DismissNotice => lab.notices.dismiss(),
        }
    }
    let rect = shown.robot_rect;
    let view = ViewRect::Points {
        rect: Rect::new(rect.min.x, rect.min.y, rect.max.x, rect.max.y),
        pixels_per_point: context.pixels_per_point(),
    };
    lab.view.set_if_neq(view);
    lab.keyboard.0 = context.egui_wants_keyboard_input();
    for mut camera in &mut lab.cameras {
        camera.enabled = !context.egui_wants_pointer_input();
    }
    Ok(())
}

/// The mean cycles of a layer near the command.
fn mean_cycles<'a>(lab: &'a Shown, layer: &str) -> Vec<FaintCycle<'a>> {
    let atlas = lab.subject.atlas.as_deref();
    atlas.map_or(Vec::new(), |atlas| lab.mean_cycles.of_layer(atlas, layer))
}

fn lab_data<'a>(
    lab: &'a Shown,
    policy: &'a str,
    gait: &'a str,
    [recurrent, actuation]: &'a [Vec<FaintCycle<'a>>; 2],
) -> LabData<'a> {
    let record = &*lab.record;
    let range = &lab.subject.policy.manifest.command_range;
    let scale = portrait_scale([&record.recurrent, &record.actuation]);
    LabData {
        top_bar: TopBarInput {
            scene: &lab.subject.scene,
            policy,
            policies: &lab.gallery.labels,
            current_policy: lab.gallery.current,
            paused: lab.playback.paused,
            speed: lab.playback.speed,
            keys: &KEYS,
        },
        history: &record.history,
        portraits: Portraits {
            recurrent: Portrait {
                mean_cycles: recurrent,
                mean_speeds: lab.mean_cycles.speeds(),
                ..portrait("Recurrent layer · hidden state", &record.recurrent, scale)
            },
            actuation: Portrait {
                mean_cycles: actuation,
                mean_speeds: lab.mean_cycles.speeds(),
                ..portrait("Actuation layer · 12 targets", &record.actuation, scale)
            },
        },
        tangling: Tangling {
            recurrent: tangling(&record.recurrent),
            actuation: tangling(&record.actuation),
            equal_dimension_ratio: record
                .recurrent
                .tangling
                .equal_dimension_median
                .zip(record.actuation.tangling.equal_dimension_median)
                .map(|(recurrent, actuation)| recurrent / actuation),
            interval: 1.0 / CONTROL_RATE,
        },
        command: CommandInput {
            ranges: [range.forward, range.lateral, range.yaw],
            measured: record.measured,
        },
        status: StatusInput {
            gait,
            grid: "grid 1 m",
            notice: lab.notices.shown(),
        },
    }
}

fn portrait<'a>(title: &'a str, layer: &'a LiveLayer, scale: f64) -> Portrait<'a> {
    let basis = layer.basis();
    let first_two = |basis: &LayerBasis| match basis.variance_ratio.as_slice() {
        [first, second, ..] => Some([*first as f32, *second as f32]),
        _ => None,
    };
    let units = basis.map_or(1, LayerBasis::units);
    Portrait {
        title,
        explained: basis.and_then(first_two),
        half_extent: (scale * (units as f64).sqrt()) as f32,
        note: if layer.is_fixed() {
            ""
        } else {
            "rolling axes: this policy has no basis file"
        },
        mean_cycles: &[],
        mean_speeds: "",
    }
}

/// The score at the edge of both portraits, in units of the root of each layer's size: z-scored
/// layers of 128 and of 12 units then stand at one scale. From the bases' sweeps, so it is fixed.
fn portrait_scale(layers: [&LiveLayer; 2]) -> f64 {
    let edge = |basis: &LayerBasis| {
        let ends = basis.bounds.iter().take(2).flatten();
        let farthest = ends.fold(0.0_f64, |edge, end| edge.max(end.abs()));
        farthest / (basis.units() as f64).sqrt()
    };
    let edges = layers.into_iter().filter_map(LiveLayer::basis).map(edge);
    EDGE * edges.fold(1e-3, f64::max)
}

fn tangling(layer: &LiveLayer) -> LayerTangling<'_> {
    LayerTangling {
        q: &layer.tangling.q,
        median: layer.tangling.median,
        absent_because: layer.tangling.absent.reason(),
    }
}

/// "trot · 2.1 strides/s · duty 0.50"
fn gait_line(gait: &Gait) -> String {
    let mut line = gait.name.name().to_owned();
    if gait.name != GaitName::Stand
        && let Some(frequency) = gait.frequency
    {
        let duty = gait.duty.iter().sum::<f64>() / gait.duty.len() as f64;
        line = format!("{line} · {frequency:.1} strides/s · duty {duty:.2}");
    }
    line
}

fn act_on_keys(
    keys: Res<ButtonInput<KeyCode>>,
    taken: Res<KeyboardTaken>,
    mut playback: ResMut<Playback>,
    mut reset: ResMut<ResetRequest>,
    mut gallery: ResMut<Gallery>,
    mut commands: Commands,
) {
    if taken.0 {
        return;
    }
    if keys.just_pressed(KeyCode::Space) {
        playback.paused = !playback.paused;
    }
    if keys.just_pressed(KeyCode::Period) {
        playback.step();
    }
    if keys.just_pressed(KeyCode::BracketLeft)
        && let Some(slower) = PACES.iter().rev().find(|&&pace| pace < playback.speed)
    {
        playback.set_speed(*slower);
    }
    if keys.just_pressed(KeyCode::BracketRight)
        && let Some(faster) = PACES.iter().find(|&&pace| pace > playback.speed)
    {
        playback.set_speed(*faster);
    }
    if keys.just_pressed(KeyCode::KeyR) {
        reset.0 = true;
    }
    for (key, by) in [(KeyCode::PageUp, -1), (KeyCode::PageDown, 1)] {
        if keys.just_pressed(key) {
            gallery.step(by);
        }
    }
    if keys.just_pressed(KeyCode::KeyF) {
        commands.run_system_cached(super::camera::reset_view);
    }
}
