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
use super::views::portraits::data::{FaintCycle, Note, Portrait, Portraits};
use super::views::status::data::StatusInput;
use super::views::tangling::data::{LayerTangling, Tangling};
use super::views::top_bar::data::TopBarInput;
use crate::analysis::basis::LayerBasis;
use crate::analysis::gait::{Gait, GaitName};
use crate::report::layer_names;
use crate::style::fonts;

/// Where the axes are not a policy's own.
const ROLLING: Note = Note {
    text: "rolling axes · no basis file",
    detail: "This policy has no basis file: the axes are fitted anew to the last 5 s of walking, every second. \
             `tanglewalk basis` makes one.",
};

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
        let policy = lab.acts.gallery.label(&lab.subject);
        let stands = lab
            .record
            .history
            .latest()
            .is_some_and(|sample| sample.standing);
        let gait = lab.record.gait.as_ref();
        let gait = gait.map(|gait| gait_line(gait, stands)).unwrap_or_default();
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
    let hidden_layer = lab.subject.hidden_layer();
    let [of_recurrent, of_actuation] = reaches([&record.recurrent, &record.actuation]);
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
                no_cycle: lab.mean_cycles.note(),
                ..portrait(hidden_layer.title, &record.recurrent, of_recurrent)
            },
            actuation: Portrait {
                mean_cycles: actuation,
                mean_speeds: lab.mean_cycles.speeds(),
                no_cycle: lab.mean_cycles.note(),
                ..portrait(
                    layer_names::ACTUATION.title,
                    &record.actuation,
                    of_actuation,
                )
            },
        },
        tangling: Tangling {
            recurrent: tangling(hidden_layer.short, &record.recurrent),
            actuation: tangling(layer_names::ACTUATION.short, &record.actuation),
            equal_dimension_ratio: record
                .recurrent
                .tangling
                .equal_dimension_median
                .zip(record.actuation.tangling.equal_dimension_median)
                .map(|(recurrent, actuation)| recurrent / actuation),
            ratio_spread: record.ratio_spread.range(),
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

fn portrait<'a>(title: &'a str, layer: &'a LiveLayer, reach: [f32; 2]) -> Portrait<'a> {
    let basis = layer.basis();
    let first_two = |basis: &LayerBasis| match basis.variance_ratio.as_slice() {
        [first, second, ..] => Some([*first as f32, *second as f32]),
        _ => None,
    };
    Portrait {
        title,
        explained: basis.and_then(first_two),
        unit: basis.map_or(1.0, unit) as f32,
        reach,
        note: if layer.is_fixed() {
            Note::default()
        } else {
            ROLLING
        },
        mean_cycles: &[],
        mean_speeds: "",
        no_cycle: Note::default(),
    }
}

/// The unit of a layer's scores: z-scored layers of 128 and of 12 units then stand at one scale.
fn unit(basis: &LayerBasis) -> f64 {
    (basis.units() as f64).sqrt()
}

/// How far both layers' scores go on PC1 and PC2, in units, by the bounds of their bases: fixed, where the
/// bases are. Those that roll have frames of one size, which does not change as they roll.
fn reaches(layers: [&LiveLayer; 2]) -> [[f32; 2]; 2] {
    let of_basis = |basis: &LayerBasis| -> [f32; 2] {
        std::array::from_fn(|axis| {
            let ends = basis.bounds.get(axis).copied().unwrap_or_default();
            (ends[0].abs().max(ends[1].abs()) / unit(basis)) as f32
        })
    };
    let reaches = layers.map(|layer| layer.basis().map_or([0.0; 2], of_basis));
    if layers.iter().all(|layer| layer.is_fixed()) {
        return reaches;
    }
    let farthest = reaches.as_flattened().iter().copied().fold(0.0, f32::max);
    [[farthest; 2]; 2]
}

fn tangling<'a>(name: &'static str, layer: &'a LiveLayer) -> LayerTangling<'a> {
    LayerTangling {
        name,
        q: &layer.tangling.q,
        median: layer.tangling.median,
        absent_because: layer.tangling.absent.reason(),
    }
}

/// "trot · 2.1 strides/s · duty 0.50"; of a robot that stands, "stand", whatever its last strides were.
fn gait_line(gait: &Gait, stands: bool) -> String {
    if stands {
        return GaitName::Stand.name().to_owned();
    }
    let mut line = gait.name.name().to_owned();
    if gait.name != GaitName::Stand
        && let Some(frequency) = gait.frequency
    {
        let duty = gait.duty.iter().sum::<f64>() / gait.duty.len() as f64;
        line = format!("{line} · {frequency:.1} strides/s · duty {duty:.2}");
    }
    line
}
