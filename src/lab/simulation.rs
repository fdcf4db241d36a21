//! The robot in `bevy_rapier3d`'s sets, driven by the same `decide`, physics step and `sense` as
//! everywhere else.
//!
//! In `FixedUpdate`, 50 times a second of virtual time: Decide (state and command to targets) ->
//! rapier's control step -> Sense (the new state to all who show it). The bodies have no Bevy
//! components: we keep their handles, so nothing writes poses back into the physics.

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
use super::subject::Subject;
use crate::physics::{
    Conditions, Engine, RobotHandles, RobotState, Sets, Start, broad_phase, control_step,
    insert_ground, insert_robot, integration_parameters, narrow_phase, read_state,
};
use crate::rollout::{Decision, StepRecord, Walker};
use crate::task::{Command, has_fallen};

/// How long a fallen robot lies before it is put back on its feet, control steps.
const FALLEN_STEPS: u64 = 100;

/// A control step was taken; the state that it led to is the simulation's present one. What the views
/// live on.
#[derive(Message, Clone, Debug)]
pub struct Stepped(pub StepRecord);

/// The robot was put back to its start.
#[derive(Message, Clone, Debug)]
pub struct WasReset {
    pub state: RobotState,
}

/// Asks for the robot to be put back to its start.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct ResetRequest(pub bool);

/// The walker and its robot.
#[derive(Resource)]
pub struct Simulation {
    walker: Walker,
    placed: Option<Placed>,
    step: u64,
    fallen_at: Option<u64>,
}

/// A robot in rapier's sets.
struct Placed {
    handles: RobotHandles,
    state: RobotState,
    decision: Option<(Decision, Command)>,
    after: Option<RobotState>,
}

impl Simulation {
    /// A walker that is not placed yet.
    pub fn new(subject: &Subject) -> Self {
        Self {
            walker: subject.walker(),
            placed: None,
            step: 0,
            fallen_at: None,
        }
    }

    /// Control steps since the start or the last reset.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// s since the start or the last reset.
    pub fn time(&self) -> f64 {
        self.step as f64 / CONTROL_RATE
    }

    /// The present state; none before the first frame.
    pub fn state(&self) -> Option<&RobotState> {
        self.placed.as_ref().map(|placed| &placed.state)
    }

    /// The LSTM's state.
    pub fn recurrent_state(&self) -> &crate::policy::RecurrentState {
        self.walker.recurrent_state()
    }
}

/// bevy_rapier's sets.
type Rapier = (
    &'static mut RapierContextSimulation,
    &'static mut RapierContextColliders,
    &'static mut RapierContextJoints,
    &'static mut RapierRigidBodySet,
);

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
    .init_resource::<ResetRequest>()
    .add_message::<Stepped>()
    .add_message::<WasReset>()
    .add_systems(Startup, request_placement)
    .add_systems(
        PreUpdate,
        place
            .run_if(|request: Res<ResetRequest>| request.0)
            .in_set(BetweenSteps::Place),
    )
    .add_systems(FixedUpdate, decide.in_set(StepSystems::Decide))
    .add_systems(FixedUpdate, step.in_set(PhysicsSet::StepSimulation))
    .add_systems(FixedUpdate, sense.in_set(StepSystems::Sense));
}

fn request_placement(mut request: ResMut<ResetRequest>) {
    request.0 = true;
}

/// Fresh sets with ground and robot: nothing of an earlier run can leak into the next.
fn place(
    mut commands: Commands,
    mut rapier: Query<Rapier>,
    subject: Res<Subject>,
    mut simulation: ResMut<Simulation>,
    mut request: ResMut<ResetRequest>,
    mut told: MessageWriter<WasReset>,
    mut marker: Local<Option<Entity>>,
) {
    let Ok((mut context, mut colliders, mut joints, mut bodies)) = rapier.single_mut() else {
        return;
    };
    request.0 = false;
    // bevy_rapier reads every body's and collider's user data as an entity
    let marker = *marker.get_or_insert_with(|| commands.spawn(Name::new("robot")).id());
    let user_data = u128::from(marker.to_bits());
    *context = RapierContextSimulation::default();
    *colliders = RapierContextColliders::default();
    *joints = RapierContextJoints::default();
    *bodies = RapierRigidBodySet::default();
    context.integration_parameters = integration_parameters(&subject.robot);
    context.broad_phase = broad_phase();
    context.narrow_phase = narrow_phase();
    let joints = &mut *joints;
    let mut sets = Sets {
        bodies: &mut bodies.bodies,
        colliders: &mut colliders.colliders,
        impulse_joints: &mut joints.impulse_joints,
    };
    let robot = &subject.robot;
    let ground = insert_ground(&mut sets, &subject.ground, user_data);
    let start = Start::standing_on(&subject.ground, robot);
    let conditions = Conditions::default();
    let handles = insert_robot(&mut sets, robot, &start, &conditions, ground, user_data);
    let state = read_state(&bodies.bodies, robot, &handles);
    simulation.walker.reset();
    simulation.step = 0;
    simulation.fallen_at = None;
    simulation.placed = Some(Placed {
        handles,
        state: state.clone(),
        decision: None,
        after: None,
    });
    told.write(WasReset { state });
}

fn decide(mut simulation: ResMut<Simulation>, commanded: Res<CommandedSpeed>) {
    let simulation = &mut *simulation;
    if let Some(placed) = &mut simulation.placed {
        let decision = simulation.walker.decide(&placed.state, commanded.0);
        placed.decision = Some((decision, commanded.0));
    }
}

fn step(mut rapier: Query<Rapier>, subject: Res<Subject>, mut simulation: ResMut<Simulation>) {
    let Ok((mut context, mut colliders, mut joints, mut bodies)) = rapier.single_mut() else {
        return;
    };
    let Some(placed) = &mut simulation.placed else {
        return;
    };
    let Some((decision, _)) = &placed.decision else {
        return;
    };
    let (context, joints) = (&mut *context, &mut *joints);
    let mut engine = Engine {
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
    };
    let targets = &decision.targets;
    let after = control_step(&mut engine, &subject.robot, &placed.handles, targets);
    placed.after = Some(after);
}

fn sense(
    mut simulation: ResMut<Simulation>,
    mut told: MessageWriter<Stepped>,
    mut notices: ResMut<Notices>,
    mut request: ResMut<ResetRequest>,
) {
    let simulation = &mut *simulation;
    let Some(placed) = &mut simulation.placed else {
        return;
    };
    let (Some((decision, command)), Some(after)) = (placed.decision.take(), placed.after.take())
    else {
        return;
    };
    if !after.is_finite() {
        notices.error("The simulation was no longer finite: the robot is back at its start.");
        request.0 = true;
        return;
    }
    simulation.walker.sense(&after, &decision);
    told.write(Stepped(StepRecord {
        step: simulation.step,
        time: simulation.step as f64 / CONTROL_RATE,
        command,
        joint_torque: after.joint_torque,
        state: std::mem::replace(&mut placed.state, after),
        decision,
    }));
    simulation.step += 1;
    if simulation.fallen_at.is_none() && has_fallen(&placed.state) {
        simulation.fallen_at = Some(simulation.step);
        notices.info("The robot fell. It gets up in 2 s (R: at once).");
    }
    if simulation
        .fallen_at
        .is_some_and(|at| simulation.step >= at + FALLEN_STEPS)
    {
        request.0 = true;
    }
}
