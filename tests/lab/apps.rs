//! Apps to be stepped by hand: the lab's simulation alone, or with all that is drawn, but
//! without a renderer.

use std::sync::Arc;
use std::time::Duration;

use bevy::app::PluginsState;
use bevy::camera::RenderTarget;
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::TextureFormat;
use bevy::render::settings::WgpuSettings;
use bevy::time::TimeUpdateStrategy;
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;
use bevy_egui::{
    EguiGlobalSettings, EguiInput, EguiPlugin, EguiPreUpdateSet, EguiPrimaryContextPass,
    PrimaryEguiContext,
};
use tanglewalk::lab::requests::Requests;
use tanglewalk::lab::robot_view::ShownRobot;
use tanglewalk::lab::session::{LabOptions, add_simulation};
use tanglewalk::lab::simulation::{Simulation, Stepped, WasReset};
use tanglewalk::lab::subject::Subject;
use tanglewalk::lab::target::ViewTarget;
use tanglewalk::lab::views::table::Visibility;
use tanglewalk::lab::{interface, viewer, world};
use tanglewalk::policy::Policy;
use tanglewalk::robot::Robot;
use tanglewalk::rollout::{Policies, StepRecord, start_of};
use tanglewalk::script::scene::Scene;
use tanglewalk::script::{CommandSchedule, Event, Source};
use tanglewalk::task::Command;

/// A control step, and a frame in which exactly one passes.
pub(crate) const STEP: Duration = Duration::from_millis(20);
/// The window's size, pixels.
const SIZE: UVec2 = UVec2::new(1280, 720);

/// The shipped policy on its robot, without a basis.
pub(crate) fn subject(schedule: CommandSchedule) -> Subject {
    let robot = Arc::new(Robot::built_in().expect("built-in robot"));
    let policy = Arc::new(Policy::built_in(&robot).expect("built-in policy"));
    let policies = Policies::of(Source::BuiltIn, policy.clone());
    Subject {
        robot,
        policy,
        basis: None,
        atlas: None,
        scene: "flat".to_owned(),
        robot_file: None,
        start: start_of(&Scene::empty("flat")),
        events: schedule.events().collect(),
        policies,
        from: 0,
    }
}

/// The same, told one thing for ever.
pub(crate) fn walking(forward: f32, lateral: f32, yaw: f32) -> Subject {
    subject(CommandSchedule::constant(Command::new(
        forward, lateral, yaw,
    )))
}

pub(crate) fn options(subject: Subject) -> LabOptions {
    LabOptions {
        subject,
        home: tanglewalk::lab::camera::HomeView::default(),
        size: SIZE,
        fits_screen: false,
        notice: None,
        views: Visibility::default(),
        runs: std::env::temp_dir().join("tanglewalk-test-runs"),
        replay: None,
    }
}

/// What the simulation told since [`Told`] was last taken.
#[derive(Resource, Default)]
pub(crate) struct Told {
    pub steps: Vec<StepRecord>,
    pub resets: usize,
}

fn listen(
    mut steps: MessageReader<Stepped>,
    mut resets: MessageReader<WasReset>,
    mut told: ResMut<Told>,
) {
    told.resets += resets.read().count();
    told.steps
        .extend(steps.read().map(|Stepped(step)| step.clone()));
}

/// The simulation alone, placed and at time zero.
pub(crate) fn bare_app(options: &LabOptions) -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, TransformPlugin));
    add_simulation(&mut app, options);
    ready(app)
}

/// All of the lab, placed and at time zero, its panels laid out; nothing is rendered.
pub(crate) fn whole_app(options: &LabOptions) -> App {
    let mut app = App::new();
    let window = WindowPlugin {
        primary_window: None,
        exit_condition: ExitCondition::DontExit,
        ..default()
    };
    let nothing = WgpuSettings {
        backends: None,
        ..default()
    };
    let render = RenderPlugin {
        render_creation: nothing.into(),
        ..default()
    };
    let plugins = DefaultPlugins
        .build()
        .disable::<LogPlugin>()
        .disable::<WinitPlugin>()
        .disable::<PipelinedRenderingPlugin>();
    app.add_plugins(plugins.set(window).set(render));
    let image = Image::new_target_texture(SIZE.x, SIZE.y, TextureFormat::Rgba8UnormSrgb, None);
    let image = app.world_mut().resource_mut::<Assets<Image>>().add(image);
    let target = RenderTarget::Image(image.into());
    app.insert_resource(ViewTarget(target.clone()))
        .add_plugins(EguiPlugin::default())
        .init_schedule(EguiPrimaryContextPass);
    app.world_mut()
        .get_resource_or_init::<EguiGlobalSettings>()
        .auto_create_primary_context = false;
    app.world_mut()
        .spawn((PrimaryEguiContext, Camera2d, target));
    app.insert_resource(ShownRobot((*options.subject.robot).clone()));
    add_simulation(&mut app, options);
    app.add_plugins((world::plugin, interface::plugin, viewer::plugin));
    app.add_systems(
        PreUpdate,
        be_in_front
            .after(EguiPreUpdateSet::ProcessInput)
            .before(EguiPreUpdateSet::BeginPass),
    );
    let mut app = ready(app);
    // fonts, then the sizes of panels, then what stands in them
    pass(&mut app, Duration::ZERO, 4);
    app
}

/// The panels act on keys as in a window that the system has given its focus.
fn be_in_front(mut inputs: Query<&mut EguiInput>) {
    for mut input in &mut inputs {
        input.0.focused = true;
    }
}

/// Finishes the plugins and takes the first frame, in which no time passes.
fn ready(mut app: App) -> App {
    app.init_resource::<Told>()
        .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::ZERO))
        .add_systems(Last, listen);
    while app.plugins_state() == PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    app.update();
    assert_eq!(app.world().resource::<Simulation>().step(), 0);
    assert!(
        app.world().resource::<Simulation>().state().is_some(),
        "placed"
    );
    app.world_mut().resource_mut::<Told>().resets = 0;
    app
}

/// Asks for an event, as a hand does.
pub(crate) fn ask(app: &mut App, event: Event) {
    app.world_mut().resource_mut::<Requests>().ask(event);
}

/// Lets frames of a duration pass.
pub(crate) fn pass(app: &mut App, frame: Duration, frames: usize) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(frame));
    for _ in 0..frames {
        app.update();
    }
}

/// What was told since the last call.
pub(crate) fn told(app: &mut App) -> Told {
    std::mem::take(&mut *app.world_mut().resource_mut::<Told>())
}
