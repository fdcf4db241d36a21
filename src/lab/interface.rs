//! egui's pass: what the lab knows goes to the panels, what the person asks for comes back.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use bevy_panorbit_camera::PanOrbitCamera;

use super::clock::CONTROL_RATE;
use super::controls;
use super::controls::act::Acts;
use super::controls::focus::Focus;
use super::controls::hints::KeyHints;
use super::controls::keyboard::Keyboard;
use super::layout::ViewRect;
use super::mean_cycles::MeanCycles;
use super::pace::RealPace;
use super::panels::{self, LabData, Panels};
use super::record::Record;
use super::simulation::Simulation;
use super::subject::Subject;
use super::theme;
use super::viewer::Caption;
use super::views::status::data::StatusInput;
use super::views::top_bar::data::TopBarInput;
use super::views::view::Moment;
use crate::analysis::gait::{Gait, GaitName};
use crate::style::fonts;

/// Nothing is drawn for now: panels made now would lose their fonts, which the renderer takes in
/// only in frames that it draws.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Undrawn;

/// The panels, and the keys.
pub fn plugin(app: &mut App) {
    app.init_resource::<Panels>()
        .init_resource::<Caption>()
        .add_plugins(controls::plugin)
        .add_systems(
            EguiPrimaryContextPass,
            show.run_if(not(resource_exists::<Undrawn>)),
        );
}

/// All that the panels read and change.
#[derive(bevy::ecs::system::SystemParam)]
struct Lab<'w, 's> {
    subject: Res<'w, Subject>,
    record: Res<'w, Record>,
    mean_cycles: Res<'w, MeanCycles>,
    simulation: Res<'w, Simulation>,
    pace: Res<'w, RealPace>,
    caption: Res<'w, Caption>,
    keyboard: Res<'w, Keyboard>,
    acts: Acts<'w, 's>,
    view: ResMut<'w, ViewRect>,
    focus: ResMut<'w, Focus>,
    cameras: Query<'w, 's, &'static mut PanOrbitCamera>,
}

fn show(mut contexts: EguiContexts, mut panels: ResMut<Panels>, mut lab: Lab) -> Result {
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
    let shown = {
        let policy = lab.acts.gallery.label(&lab.subject);
        let gait = lab.record.gait.as_ref();
        let gait = gait.map(|gait| gait_line(gait, lab.record.standing));
        let gait = gait.unwrap_or_default();
        let hints = KeyHints::new(&lab.keyboard.keycaps);
        let data = lab_data(&lab, &hints, &policy, &gait);
        panels::show(&mut root, &mut panels, &data)
    };
    for action in shown.actions {
        lab.acts.carry_out(action, &mut panels);
    }
    if let Some(text) = lab.acts.keeper.copied.take() {
        context.copy_text(text);
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

fn lab_data<'a>(lab: &'a Lab, hints: &'a KeyHints, policy: &'a str, gait: &'a str) -> LabData<'a> {
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
            recorded: lab.acts.keeper.recorded(CONTROL_RATE),
            hints,
        },
        moment: Moment {
            record: &lab.record,
            policy: &lab.subject.policy.manifest,
            atlas: lab.subject.atlas.as_deref(),
            mean_cycles: &lab.mean_cycles,
            command: lab.acts.command().into(),
            hints,
        },
        status: StatusInput {
            gait,
            grid: "grid 1 m",
            notice: lab.acts.notices.shown(),
        },
        caption: &lab.caption.0,
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
