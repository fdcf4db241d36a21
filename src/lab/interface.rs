//! egui's pass: what the lab knows goes to the panels, what the person asks for comes back.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use bevy_panorbit_camera::PanOrbitCamera;

use super::controls;
use super::controls::act::Acts;
use super::controls::focus::Focus;
use super::controls::hints::KeyHints;
use super::controls::keyboard::Keyboard;
use super::layout::ViewRect;
use super::live::LiveLayer;
use super::mean_cycles::MeanCycles;
use super::pace::RealPace;
use super::panels::{self, LabData, PanelsState};
use super::recorder::Record;
use super::simulation::{CONTROL_RATE, Simulation};
use super::subject::Subject;
use super::theme;
use super::views::command::data::CommandInput;
use super::views::portraits::data::{FaintCycle, Portrait, Portraits};
use super::views::status::data::StatusInput;
use super::views::tangling::data::{LayerTangling, Tangling};
use super::views::top_bar::data::TopBarInput;
use crate::analysis::basis::LayerBasis;
use crate::analysis::gait::{Gait, GaitName};
use crate::report::fonts;

/// Edge of the portraits as a share of the farthest score of the basis's sweep, which only changes of
/// command come near.
const EDGE: f64 = 0.85;

/// Nothing is drawn for now: panels made now would lose their fonts, which the renderer takes in
/// only in frames that it draws.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Undrawn;

/// What the panels remember.
#[derive(Resource, Default)]
pub struct Panels(pub PanelsState);

/// The panels, and the keys.
pub fn plugin(app: &mut App) {
    app.init_resource::<Panels>()
        .add_plugins(controls::plugin)
        .add_systems(
            EguiPrimaryContextPass,
            show.run_if(not(resource_exists::<Undrawn>)),
        );
}

/// All that the panels read and change.
#[derive(bevy::ecs::system::SystemParam)]
struct Shown<'w, 's> {
    subject: Res<'w, Subject>,
    record: Res<'w, Record>,
    mean_cycles: Res<'w, MeanCycles>,
    simulation: Res<'w, Simulation>,
    pace: Res<'w, RealPace>,
    keyboard: Res<'w, Keyboard>,
    acts: Acts<'w, 's>,
    view: ResMut<'w, ViewRect>,
    focus: ResMut<'w, Focus>,
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
    let mut command = lab.acts.commanded.0.into();
    let shown = {
        let policy = lab.subject.policy_label();
        let gait = lab.record.gait.as_ref().map(gait_line).unwrap_or_default();
        let cycles = ["hidden", "action"].map(|layer| mean_cycles(&lab, layer));
        let hints = KeyHints::new(&lab.keyboard.keycaps);
        let data = lab_data(&lab, &hints, &policy, &gait, &cycles);
        panels::show(&mut root, &mut state.0, &data, &mut command)
    };
    if shown.command_changed {
        let range = lab.subject.policy.manifest.command_range;
        lab.acts.commanded.0 = range.clamp(command.into());
    }
    for action in shown.actions {
        lab.acts.carry_out(action, &mut state.0);
    }
    let rect = shown.robot_rect;
    let view = ViewRect::Points {
        rect: Rect::new(rect.min.x, rect.min.y, rect.max.x, rect.max.y),
        pixels_per_point: context.pixels_per_point(),
    };
    lab.view.set_if_neq(view);
    lab.focus.set_if_neq(Focus::of(&context));
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
    hints: &'a KeyHints,
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
            policies: &lab.acts.gallery.labels,
            current_policy: lab.acts.gallery.current,
            time: lab.simulation.time(),
            paused: lab.acts.playback.paused,
            speed: lab.acts.playback.speed,
            real_pace: lab.pace.departing(),
            hints,
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
            keys: &hints.steering,
        },
        status: StatusInput {
            gait,
            grid: "grid 1 m",
            notice: lab.acts.notices.shown(),
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
