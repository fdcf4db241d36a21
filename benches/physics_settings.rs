//! What each way to step the physics buys and costs: the table of `docs/physics.md`.
//!
//! In: the shipped robot on the plane, default conditions, targets at its default pose. Out: one
//! row a setting on standard output. Lengths, energies and times of one control step of 20 ms.
//! Run: `cargo bench --bench physics_settings`.

use std::time::Instant;

use rapier3d::prelude::*;
use tanglewalk::physics::{
    Conditions, Engine, Ground, RobotHandles, RobotState, Sets, Start, broad_phase, control_step,
    gravity, insert_ground, insert_robot, integration_parameters, narrow_phase, read_state,
};
use tanglewalk::robot::{JointArray, Robot};

/// Control steps in which a robot comes to rest: 2 s.
const SETTLING: usize = 100;
/// Control steps for which it stands: 20 s.
const STANDING: usize = 1000;
/// Height of the soles before the drop, m.
const DROP: f32 = 0.3;
/// Control steps of the drop: 1 s.
const DROPPING: usize = 50;
/// Torque on the base that starts the tumble, N m, and how long it acts, s.
const KICK: ([f32; 3], f32) = ([12.0, 18.0, 6.0], 0.2);
/// Duration of the tumble, s.
const FALL: f32 = 0.8;
/// Batches of control steps that are timed, and control steps in each.
const BATCHES: (usize, usize) = (50, 100);

/// How the joints are held and driven.
#[derive(Clone, Copy, PartialEq)]
enum Joints {
    /// Impulse joints, torques worked out anew in each physics step.
    Torques,
    /// Impulse joints with rapier's own motors: `ForceBased`, the robot's gains.
    Motors,
    /// Multibody joints, torques worked out anew in each physics step.
    Multibody,
}

/// One way to step.
struct Setting {
    name: &'static str,
    joints: Joints,
    /// Physics steps in a control step.
    substeps: u32,
    change: fn(&mut IntegrationParameters),
}

const SETTINGS: [Setting; 13] = {
    use Joints::{Motors, Multibody, Torques};
    const fn setting(
        name: &'static str,
        joints: Joints,
        substeps: u32,
        change: fn(&mut IntegrationParameters),
    ) -> Setting {
        Setting {
            name,
            joints,
            substeps,
            change,
        }
    }
    [
        setting("**chosen**", Torques, 4, |_| {}),
        setting("1 PGS iteration", Torques, 4, |p| {
            p.num_internal_pgs_iterations = 1;
        }),
        setting("4 PGS iterations", Torques, 4, |p| {
            p.num_internal_pgs_iterations = 4;
        }),
        setting("no friction in the bias pass", Torques, 4, |p| {
            p.friction_in_bias_pass = false;
        }),
        setting("contact damping ratio 10", Torques, 4, |p| {
            p.static_contact_softness.damping_ratio = 10.0;
        }),
        setting("2 solver iterations, 1 PGS", Torques, 4, |p| {
            p.num_solver_iterations = 2;
            p.num_internal_pgs_iterations = 1;
        }),
        setting("8 solver iterations (reference)", Torques, 4, |p| {
            p.num_solver_iterations = 8;
        }),
        setting("2 x 10 ms", Torques, 2, |_| {}),
        setting("2 x 10 ms, 2 solver iterations", Torques, 2, |p| {
            p.num_solver_iterations = 2;
        }),
        setting("motors, 1 x 20 ms, rapier's defaults", Motors, 1, |p| {
            let dt = p.dt;
            *p = IntegrationParameters::default();
            p.dt = dt;
        }),
        setting("motors, 1 x 20 ms, 4 solver iterations", Motors, 1, |p| {
            p.num_solver_iterations = 4;
        }),
        setting("motors, 4 x 5 ms", Motors, 4, |_| {}),
        setting("multibody, 4 x 5 ms", Multibody, 4, |_| {}),
    ]
};

fn main() {
    println!(
        "| setting | time, us | height, m | drift in 20 s, mm | fastest joint, rad/s \
         | gap standing, mm | gap at the drop, mm | energy in the fall, J |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for setting in &SETTINGS {
        println!("{}", row(setting));
    }
}

fn row(setting: &Setting) -> String {
    let time = time(setting);
    let stand = stand(setting);
    let drop = drop_gap(setting);
    let change = energy_change(setting);
    format!(
        "| {} | {:.0} | {:.3} | {:.2} | {:.1e} | {:.2} | {:.2} | {change:+.1} |",
        setting.name,
        1e6 * time,
        stand.height,
        1e3 * stand.drift,
        stand.fastest,
        1e3 * stand.gap,
        1e3 * drop,
    )
}

/// What is seen of a robot that stands.
struct Stand {
    /// Of the base at the end, m.
    height: f32,
    /// Largest distance of the base from where it had settled, m.
    drift: f32,
    /// Largest joint speed, rad/s.
    fastest: f32,
    /// Largest distance between the two anchors of a joint, m.
    gap: f32,
}

fn stand(setting: &Setting) -> Stand {
    let robot = robot(setting);
    let start = Start::standing(&robot);
    let mut rig = Rig::new(setting, robot, &start);
    let settled = rig.settle().base_position;
    let mut seen = Stand {
        height: 0.0,
        drift: 0.0,
        fastest: 0.0,
        gap: 0.0,
    };
    for _ in 0..STANDING {
        let state = rig.control_step();
        seen.height = state.base_position.z;
        seen.drift = seen.drift.max((state.base_position - settled).length());
        let speeds = state.joint_velocity.iter();
        seen.fastest = speeds.fold(seen.fastest, |most, speed| most.max(speed.abs()));
        seen.gap = seen.gap.max(rig.gap(&state));
    }
    seen
}

/// Largest distance between the two anchors of a joint in a drop onto all feet, m.
fn drop_gap(setting: &Setting) -> f32 {
    let robot = robot(setting);
    let mut start = Start::standing(&robot);
    let poses = robot.link_poses(start.world_from_base, &start.joint_position);
    let feet = robot.foot_positions(&poses).map(|foot| foot.z);
    let lowest = feet.into_iter().fold(f32::INFINITY, f32::min);
    start.world_from_base.translation.z += DROP + robot.foot_radius - lowest;
    let mut rig = Rig::new(setting, robot, &start);
    (0..DROPPING).fold(0.0, |most: f32, _| {
        let state = rig.control_step();
        most.max(rig.gap(&state))
    })
}

/// Change of energy in a tumbling fall with slack drives, J. The integrator's own loss in free
/// fall, m g^2 h t / 2 for steps of h, is not counted.
fn energy_change(setting: &Setting) -> f64 {
    let mut robot = robot(setting);
    for joint in &mut robot.joints {
        // a joint that meets its limit loses energy rightly
        joint.limits = [-10.0, 10.0];
    }
    let mass = f64::from(robot.mass());
    let mut start = Start::standing(&robot);
    start.world_from_base.translation.z += 20.0;
    let mut rig = Rig::new(setting, robot, &start);
    rig.slacken();
    let dt = rig.rapier.integration_parameters.dt;
    let iterations = rig.rapier.integration_parameters.num_solver_iterations;
    let base = rig.handles.links[0];
    rig.rapier.bodies[base].add_torque(KICK.0.into(), true);
    for _ in 0..(KICK.1 / dt).round() as usize {
        rig.rapier.step();
    }
    rig.rapier.bodies[base].reset_torques(true);
    let before = rig.energy();
    let steps = (FALL / dt).round() as usize;
    for _ in 0..steps {
        rig.rapier.step();
    }
    let inner = f64::from(dt) / iterations as f64;
    let squared = f64::from(gravity().length_squared());
    let free = 0.5 * mass * squared * inner * f64::from(FALL);
    rig.energy() - before + free
}

/// Wall time of a control step of a standing robot, s: that of the fastest batch.
fn time(setting: &Setting) -> f64 {
    let robot = robot(setting);
    let start = Start::standing(&robot);
    let mut rig = Rig::new(setting, robot, &start);
    rig.settle();
    let (batches, steps) = BATCHES;
    let batch = |_| {
        let begin = Instant::now();
        for _ in 0..steps {
            std::hint::black_box(rig.control_step());
        }
        begin.elapsed().as_secs_f64() / steps as f64
    };
    (0..batches).map(batch).fold(f64::INFINITY, f64::min)
}

fn robot(setting: &Setting) -> Robot {
    let mut robot = Robot::built_in().expect("the built-in robot");
    robot.spec.substeps = setting.substeps;
    robot
}

/// A robot in a world of its own, stepped in one setting's way.
struct Rig {
    robot: Robot,
    joints: Joints,
    handles: RobotHandles,
    rapier: PhysicsWorld,
}

impl Rig {
    fn new(setting: &Setting, robot: Robot, start: &Start) -> Self {
        let mut rapier = PhysicsWorld::new();
        rapier.gravity = gravity();
        rapier.broad_phase = broad_phase();
        rapier.narrow_phase = narrow_phase();
        rapier.integration_parameters = integration_parameters(&robot);
        (setting.change)(&mut rapier.integration_parameters);
        let mut sets = Sets {
            bodies: &mut rapier.bodies,
            colliders: &mut rapier.colliders,
            impulse_joints: &mut rapier.impulse_joints,
        };
        let ground = insert_ground(&mut sets, &Ground::Level, 0);
        let conditions = Conditions::default();
        let handles = insert_robot(&mut sets, &robot, start, &conditions, ground, 0);
        let mut rig = Self {
            robot,
            joints: setting.joints,
            handles,
            rapier,
        };
        match setting.joints {
            Joints::Torques => {}
            Joints::Motors => rig.add_motors(),
            Joints::Multibody => rig.turn_into_multibody(&start.joint_position),
        }
        rig
    }

    /// Gives every hinge a motor that holds the default pose.
    fn add_motors(&mut self) {
        let spec = &self.robot.spec;
        for (_, hinge) in self.rapier.impulse_joints.iter_mut() {
            let is_child = |link: &RigidBodyHandle| *link == hinge.body2();
            let link = self.handles.links.iter().position(is_child);
            let joint = link.expect("a joint moves a link") - 1;
            let target = spec.default_joint_position[joint];
            let effort = self.robot.joints[joint].effort;
            let (axis, data) = (JointAxis::AngX, &mut hinge.data);
            data.set_motor_model(axis, MotorModel::ForceBased)
                .set_motor(axis, target, 0.0, spec.stiffness, spec.damping)
                .set_motor_max_force(axis, effort);
        }
    }

    /// Replaces the impulse joints by one articulation with the same joint angles (rad).
    fn turn_into_multibody(&mut self, angles: &JointArray) {
        let rapier = &mut self.rapier;
        let links = &self.handles.links;
        for (index, joint) in self.robot.joints.iter().enumerate() {
            let (parent, child) = (links[joint.parent], links[index + 1]);
            let between = rapier.impulse_joints.joints_between(parent, child);
            let found = between.map(|(handle, hinge)| (handle, hinge.data)).next();
            let (handle, hinge) = found.expect("a hinge between parent and child");
            rapier.impulse_joints.remove(handle, true);
            rapier.multibody_joints.insert(parent, child, hinge, true);
        }
        let root = rapier.multibody_joints.rigid_body_link(links[0]);
        let index = root.expect("the base is a link").multibody;
        let multibody = rapier.multibody_joints.get_multibody_mut(index);
        let multibody = multibody.expect("the articulation just made");
        // its default damping is no part of the robot
        multibody.damping_mut().fill(0.0);
        // a new articulation stands at angle zero, whatever the poses of its bodies
        let mut displacements = vec![0.0; multibody.ndofs()];
        for (link, angle) in multibody.links().skip(1).zip(angles) {
            displacements[link.assembly_id()] = *angle;
        }
        multibody.apply_displacements(&displacements);
        multibody.forward_kinematics(&rapier.bodies, true);
        multibody.update_rigid_bodies(&mut rapier.bodies, true);
    }

    /// Takes the motors away.
    fn slacken(&mut self) {
        for (_, hinge) in self.rapier.impulse_joints.iter_mut() {
            hinge.data.motor_axes = JointAxesMask::empty();
        }
    }

    fn settle(&mut self) -> RobotState {
        for _ in 1..SETTLING {
            self.control_step();
        }
        self.control_step()
    }

    fn control_step(&mut self) -> RobotState {
        if self.joints == Joints::Motors {
            for _ in 0..self.robot.spec.substeps {
                self.rapier.step();
            }
            return read_state(&self.rapier.bodies, &self.robot, &self.handles);
        }
        let mut engine = Engine::from(&mut self.rapier);
        let targets = self.robot.spec.default_joint_position;
        control_step(&mut engine, &self.robot, &self.handles, &targets, &[])
    }

    /// Largest distance between where a joint's parent and its child put its anchor, m.
    fn gap(&self, state: &RobotState) -> f32 {
        let poses = &state.link_poses;
        let gaps = self.robot.joints.iter().enumerate().map(|(k, joint)| {
            (poses[joint.parent] * joint.origin - poses[k + 1].translation).length()
        });
        gaps.fold(0.0, f32::max)
    }

    /// Kinetic and potential energy of all links, J.
    fn energy(&self) -> f64 {
        let bodies = self.handles.links.iter().map(|&link| {
            let body = &self.rapier.bodies[link];
            let height = -gravity().dot(body.center_of_mass());
            f64::from(body.kinetic_energy()) + f64::from(body.mass() * height)
        });
        bodies.sum()
    }
}
