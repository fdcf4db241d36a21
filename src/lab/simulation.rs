//! The robot in `bevy_rapier3d`'s sets, driven by the same interpreter of events and the same control step as
//! everywhere else.
//!
//! Events act between control steps: in `PreUpdate`, so that they are seen while time stands still, and before
//! each step in `FixedUpdate`, 50 times a second of virtual time. The bodies have no Bevy components: nothing
//! writes poses back into the physics.

use bevy::ecs::schedule::ScheduleLabel;
use bevy::ecs::system::SystemParam;
use bevy::platform::collections::HashSet;
use bevy::prelude::*;
use bevy_rapier3d::plugin::context::{
    RapierContextColliders, RapierContextJoints, RapierContextSimulation, RapierRigidBodySet,
};
use bevy_rapier3d::prelude::{NoUserData, PhysicsSet, RapierPhysicsPlugin, TimestepMode};

use super::clock::{CONTROL_RATE, CONTROL_STEP};
use super::command::CommandedSpeed;
use super::notice::Notices;
use super::order::{BetweenSteps, StepSystems};
use super::requests::Requests;
use super::subject::Subject;
use crate::physics::{Engine, Ground, RobotState, integration_parameters};
use crate::robot::Robot;
use crate::rollout::{Participant, Policies, StepRecord};
use crate::script::Event;
use crate::script::event::Cues;
use crate::task::has_fallen;

/// How long a fallen robot lies before it is put back on its feet, control steps.
const FALLEN_STEPS: u64 = 100;
/// Control steps from one hash of the state to the next: 1 s.
const HASH_STEPS: u64 = 50;

/// A control step was taken; the state that it led to is the simulation's present one. What the views
/// live on.
#[derive(Message, Clone, Debug)]
pub struct Stepped(pub StepRecord);

/// The robot was put to its start.
#[derive(Message, Clone, Debug)]
pub struct WasReset {
    pub state: RobotState,
}

/// An event acted before a control step.
#[derive(Message, Clone, Debug)]
pub struct Happened {
    pub step: u64,
    pub event: Event,
    /// Whether a hand asked for it, and not the scene.
    pub by_hand: bool,
}

/// Another run is to begin: the subject's, which is inserted before.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct BeginRequest(pub bool);

/// A run began: all that is known of another one is of the past.
#[derive(Message, Clone, Copy, Debug)]
pub struct Began;

/// Runs whenever an event has acted or a run has begun, at once: for all who follow events.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Followed;

/// What is still to come by itself.
#[derive(Resource, Clone, Debug, Default)]
pub struct Script(pub Cues);

/// The robot with all that acts on it.
#[derive(Resource, Default)]
pub struct Simulation {
    participant: Option<Participant>,
    /// Whether a robot that fell is put back on its feet; in a recorded run its own events say so.
    pub gets_up: bool,
    /// All that events may name.
    pub policies: Policies,
    placed_at: u64,
    fallen_at: Option<u64>,
    /// A step and the hash of all that decides it.
    hash: Option<(u64, u64)>,
}

impl Simulation {
    /// A simulation whose run has not begun.
    pub fn new(subject: &Subject) -> Self {
        Self {
            policies: subject.policies.clone(),
            ..Self::default()
        }
    }

    /// Control steps since the run began.
    pub fn step(&self) -> u64 {
        self.participant.as_ref().map_or(0, Participant::step)
    }

    /// s since the run began.
    pub fn time(&self) -> f64 {
        self.step() as f64 / CONTROL_RATE
    }

    /// Whether no control step was taken since the robot was put to its start.
    pub fn is_at_start(&self) -> bool {
        self.step() == self.placed_at
    }

    /// The present state; none before the first frame.
    pub fn state(&self) -> Option<&RobotState> {
        self.participant.as_ref().map(Participant::state)
    }

    /// What the robot stands on; none before the first frame.
    pub fn ground(&self) -> Option<&Ground> {
        self.participant.as_ref().map(Participant::ground)
    }

    /// The LSTM's state; none before the first frame.
    pub fn recurrent_state(&self) -> Option<&crate::policy::RecurrentState> {
        self.participant.as_ref().map(Participant::recurrent_state)
    }

    /// Numbers that the sensor noise has used.
    pub fn noise_words(&self) -> u64 {
        self.participant
            .as_ref()
            .map_or(0, Participant::noise_words)
    }

    /// The last step, a whole second, with the hash of all that decides it.
    pub fn hash(&self) -> Option<(u64, u64)> {
        self.hash
    }
}

/// bevy_rapier's sets.
#[derive(SystemParam)]
struct Rapier<'w, 's>(
    Query<
        'w,
        's,
        (
            &'static mut RapierContextSimulation,
            &'static mut RapierContextColliders,
            &'static mut RapierContextJoints,
            &'static mut RapierRigidBodySet,
        ),
    >,
);

impl Rapier<'_, '_> {
    /// Takes the robot's time step.
    fn fit(&mut self, robot: &Robot) {
        for (mut context, ..) in &mut self.0 {
            context.integration_parameters = integration_parameters(robot);
        }
    }

    /// Lends them.
    fn with<T>(&mut self, act: impl FnOnce(&mut Engine) -> T) -> Option<T> {
        let (mut context, mut colliders, mut joints, mut bodies) = self.0.single_mut().ok()?;
        let (context, joints) = (&mut *context, &mut *joints);
        Some(act(&mut Engine {
            parameters: &context.integration_parameters,
            pipeline: &mut context.pipeline,
            islands: &mut context.islands,
            broad_phase: &mut context.broad_phase,
            narrow_phase: &mut context.narrow_phase,
            bodies: &mut bodies.bodies,
            colliders: &mut colliders.colliders,
            impulse_joints: &mut joints.impulse_joints,
            multibody_joints: &mut joints.multibody_joints,
            ccd_solver: &mut context.ccd_solver,
        }))
    }
}

/// The simulation of the lab's [`Subject`], which must be inserted before.
pub fn plugin(app: &mut App) {
    let sets = HashSet::from_iter([PhysicsSet::SyncBackend, PhysicsSet::Writeback]);
    app.insert_resource(TimestepMode::Fixed {
        dt: CONTROL_STEP as f32,
        substeps: 1,
    })
    .add_plugins(
        RapierPhysicsPlugin::<NoUserData>::default()
            .with_physics_sets_systems(sets)
            .in_fixed_schedule(),
    )
    .init_schedule(Followed)
    .insert_resource(BeginRequest(true))
    .init_resource::<Requests>()
    .init_resource::<CommandedSpeed>()
    .init_resource::<Script>()
    .add_message::<Stepped>()
    .add_message::<WasReset>()
    .add_message::<Happened>()
    .add_message::<Began>()
    .add_systems(
        PreUpdate,
        (
            begin.in_set(BetweenSteps::Begin),
            act.in_set(BetweenSteps::Events),
        ),
    )
    .add_systems(
        FixedUpdate,
        (
            act.in_set(StepSystems::Events),
            step.in_set(PhysicsSet::StepSimulation),
        ),
    );
}

/// Begins the subject's run, if that was asked for: fresh sets, its start, its events; and goes on at once to
/// where it is to be seen from.
fn begin(world: &mut World) {
    if !std::mem::take(&mut world.resource_mut::<BeginRequest>().0) {
        return;
    }
    if !matches!(world.run_system_cached(place), Ok(true)) {
        world.resource_mut::<BeginRequest>().0 = true;
        return;
    }
    world.run_schedule(Followed);
    let from = world.resource::<Subject>().from;
    while world.resource::<Simulation>().step() < from {
        act(world);
        let _ = world.run_system_cached(pass_over);
    }
}

/// What the beginning of a run sets.
#[derive(SystemParam)]
struct Fresh<'w, 's> {
    rapier: Rapier<'w, 's>,
    simulation: ResMut<'w, Simulation>,
    script: ResMut<'w, Script>,
    commanded: ResMut<'w, CommandedSpeed>,
    requests: ResMut<'w, Requests>,
    told: MessageWriter<'w, Began>,
}

/// Whether the robot was put into the sets; they come a frame after the app.
fn place(
    mut commands: Commands,
    subject: Res<Subject>,
    fresh: Fresh,
    mut marker: Local<Option<Entity>>,
) -> bool {
    let Fresh {
        mut rapier,
        mut simulation,
        mut script,
        mut commanded,
        mut requests,
        mut told,
    } = fresh;
    // bevy_rapier reads every body's and collider's user data as an entity
    let marker = *marker.get_or_insert_with(|| commands.spawn(Name::new("robot")).id());
    let user_data = u128::from(marker.to_bits());
    rapier.fit(&subject.robot);
    let placed = rapier.with(|engine| {
        let (robot, policy, start) = (&subject.robot, &subject.policy, &subject.start);
        Participant::place(engine, robot, policy, start, user_data)
    });
    let Some(participant) = placed else {
        return false;
    };
    let mut policies = std::mem::take(&mut simulation.policies);
    for (source, policy) in subject.policies.iter() {
        policies.insert(source.clone(), policy.clone());
    }
    *simulation = Simulation {
        participant: Some(participant),
        gets_up: true,
        policies,
        ..Simulation::default()
    };
    script.0 = Cues::new(subject.events.iter().cloned(), CONTROL_RATE);
    commanded.0 = subject.start.command;
    // what was asked of the run before is no concern of this one
    requests.take();
    told.write(Began);
    true
}

/// Lets the events act that are due, then those that hands ask for; and lets all who follow them know.
fn act(world: &mut World) {
    if matches!(world.run_system_cached(apply), Ok(true)) {
        world.run_schedule(Followed);
    }
}

/// What events act on and are told through.
#[derive(SystemParam)]
struct Stage<'w, 's> {
    rapier: Rapier<'w, 's>,
    simulation: ResMut<'w, Simulation>,
    happened: MessageWriter<'w, Happened>,
    resets: MessageWriter<'w, WasReset>,
}

impl Stage<'_, '_> {
    fn apply(&mut self, event: Event, by_hand: bool) {
        let simulation = &mut *self.simulation;
        let Some(participant) = &mut simulation.participant else {
            return;
        };
        let (step, policies) = (participant.step(), &simulation.policies);
        self.rapier
            .with(|engine| participant.apply(engine, &event, policies));
        if event == Event::Reset {
            (simulation.placed_at, simulation.fallen_at) = (step, None);
            let state = participant.state().clone();
            self.resets.write(WasReset { state });
        }
        self.happened.write(Happened {
            step,
            event,
            by_hand,
        });
    }
}

/// Whether anything happened.
fn apply(
    mut stage: Stage,
    mut script: ResMut<Script>,
    mut requests: ResMut<Requests>,
    mut commanded: ResMut<CommandedSpeed>,
) -> bool {
    let step = stage.simulation.step();
    let mut any = false;
    while let Some(event) = script.0.due(step) {
        stage.apply(event, false);
        any = true;
    }
    for request in requests.take() {
        stage.apply(request.event, request.by_hand);
        any = true;
    }
    if let Some(participant) = &stage.simulation.participant {
        commanded.set_if_neq(CommandedSpeed(participant.command()));
    }
    any
}

/// One control step.
fn step(
    mut rapier: Rapier,
    mut simulation: ResMut<Simulation>,
    mut requests: ResMut<Requests>,
    mut notices: ResMut<Notices>,
    mut told: MessageWriter<Stepped>,
) {
    let Some(record) = simulation.advance(&mut rapier) else {
        return;
    };
    let Some(state) = simulation.state() else {
        return;
    };
    if !state.is_finite() {
        notices.error("The simulation was no longer finite: the robot is back at its start.");
        if simulation.gets_up {
            requests.ask_by_itself(Event::Reset);
        }
        return;
    }
    told.write(Stepped(record));
    let step = simulation.step();
    if simulation.fallen_at.is_none() && has_fallen(state) {
        simulation.fallen_at = Some(step);
        if simulation.gets_up {
            notices.info("The robot fell. It gets up in 2 s (R: at once).");
        }
    }
    if simulation.gets_up && simulation.fallen_at == Some(step.saturating_sub(FALLEN_STEPS)) {
        requests.ask_by_itself(Event::Reset);
    }
}

/// One control step that nobody sees.
fn pass_over(mut rapier: Rapier, mut simulation: ResMut<Simulation>) {
    simulation.advance(&mut rapier);
}

impl Simulation {
    fn advance(&mut self, rapier: &mut Rapier) -> Option<StepRecord> {
        let participant = self.participant.as_mut()?;
        let record = rapier.with(|engine| participant.advance(engine))?;
        let step = participant.step();
        if step.is_multiple_of(HASH_STEPS) {
            self.hash = Some((step, participant.hash()));
        }
        Some(record)
    }
}
