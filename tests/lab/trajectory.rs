//! However time passes in the lab, the robot walks one trajectory: that of the bare world, to the
//! last bit.

use std::time::Duration;

use bevy::prelude::*;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::subject::Subject;
use tanglewalk::physics::{RobotState, Terrain};
use tanglewalk::rollout::{Decision, Run, StepRecord};
use tanglewalk::script::event::Cues;
use tanglewalk::script::{CommandSchedule, Event};

use crate::apps::{STEP, ask, bare_app, options, pass, subject, told};

/// Control steps that are compared: 4 s, a command each second.
const STEPS: usize = 200;

fn walker() -> Subject {
    let commands = ["0:0.6,0,0", "1:0.4,0.2,0", "2:0.3,0,0.5", "3:0,0,0"];
    let texts: Vec<String> = commands.map(str::to_owned).into();
    subject(CommandSchedule::parse(&texts).expect("a schedule"))
}

/// Every bit that a control step began with and decided.
fn bits(state: &RobotState, decision: &Decision) -> Vec<u32> {
    let mut numbers = Vec::new();
    numbers.extend(state.base_position.to_array());
    numbers.extend(state.world_from_base.to_array());
    numbers.extend(state.linear_velocity_in_base.to_array());
    numbers.extend(state.angular_velocity_in_base.to_array());
    numbers.extend(state.joint_position);
    numbers.extend(state.joint_velocity);
    numbers.extend(state.joint_torque);
    numbers.extend(decision.observation);
    numbers.extend(decision.targets);
    numbers.extend(decision.taps.iter().flat_map(|(_, values)| values));
    numbers.into_iter().map(f32::to_bits).collect()
}

/// The walk in the bare world.
fn bare_walk(subject: &Subject) -> Vec<Vec<u32>> {
    let cues = Cues::new(subject.events.clone(), 50.0);
    let run = Run::begin(
        &subject.robot,
        subject.policies.clone(),
        &subject.start,
        cues,
    );
    let mut run = run.expect("its policy");
    (0..STEPS)
        .map(|_| {
            let frame = run.advance().expect("it walks on");
            bits(&frame.state, &frame.decision)
        })
        .collect()
}

/// The steps must be those of the bare walk from its `from`th on.
#[track_caller]
fn assert_same(steps: &[StepRecord], bare: &[Vec<u32>], from: usize) {
    assert!(from + steps.len() <= bare.len(), "{} steps", steps.len());
    for (number, step) in steps.iter().enumerate() {
        let found = bits(&step.state, &step.decision);
        let expected = &bare[from + number];
        let time = step.step as f64 * 0.02;
        assert!((step.time - time).abs() < 1e-9, "{} s", step.time);
        let differing = found.iter().zip(expected).position(|(a, b)| a != b);
        if let Some(entry) = differing {
            let value = |bits: &[u32]| f32::from_bits(bits[entry]);
            let (a, b) = (value(&found), value(expected));
            panic!(
                "step {}, number {entry}: {a} here, {b} there",
                from + number
            );
        }
    }
}

/// Lets frames pass, by turns of the given durations in ms, until all steps are taken.
fn walk_in_frames(subject: Subject, frames: &[f64], speed: f32) {
    let bare = bare_walk(&subject);
    let mut app = bare_app(&options(subject));
    app.world_mut().resource_mut::<Playback>().set_speed(speed);
    let mut steps = Vec::new();
    for frame in frames.iter().cycle() {
        pass(&mut app, Duration::from_secs_f64(frame / 1000.0), 1);
        steps.extend(told(&mut app).steps);
        if steps.len() >= STEPS {
            break;
        }
    }
    steps.truncate(STEPS);
    assert_same(&steps, &bare, 0);
}

#[test]
fn at_60_frames_a_second() {
    walk_in_frames(walker(), &[1000.0 / 60.0], 1.0);
}

#[test]
fn at_144_frames_a_second() {
    walk_in_frames(walker(), &[1000.0 / 144.0], 1.0);
}

#[test]
fn in_uneven_frames() {
    walk_in_frames(walker(), &[3.0, 90.0, 16.0, 1.0, 45.0, 21.0], 1.0);
}

#[test]
fn in_slow_motion_and_fast() {
    walk_in_frames(walker(), &[1000.0 / 60.0], 0.1);
    walk_in_frames(walker(), &[1000.0 / 60.0], 4.0);
}

#[test]
fn on_steps_on_bumps_and_on_a_slope() {
    for text in ["steps:0.04", "rough:0.08", "slope:8"] {
        let mut subject = walker();
        let terrain: Terrain = text.parse().expect("a terrain");
        subject.start.ground = terrain.into();
        walk_in_frames(subject, &[1000.0 / 60.0], 1.0);
    }
}

#[test]
fn with_pauses_and_single_steps() {
    let subject = walker();
    let bare = bare_walk(&subject);
    let mut app = bare_app(&options(subject));
    pass(&mut app, STEP, 30);
    let mut steps = told(&mut app).steps;
    assert_eq!(steps.len(), 30);
    app.world_mut().resource_mut::<Playback>().paused = true;
    pass(&mut app, STEP, 20);
    assert_eq!(
        told(&mut app).steps.len(),
        0,
        "time stands still from the next frame on"
    );
    for _ in 0..40 {
        app.world_mut().resource_mut::<Playback>().step();
        pass(&mut app, Duration::from_millis(16), 2);
        let more = told(&mut app).steps;
        assert_eq!(more.len(), 1, "one request, one step");
        steps.extend(more);
    }
    app.world_mut().resource_mut::<Playback>().paused = false;
    pass(&mut app, STEP, STEPS - steps.len());
    steps.extend(told(&mut app).steps);
    assert_eq!(steps.len(), STEPS);
    assert_same(&steps, &bare, 0);
}

#[test]
fn a_single_step_out_of_full_motion_is_one() {
    let mut app = bare_app(&options(walker()));
    pass(&mut app, STEP, 10);
    told(&mut app);
    app.world_mut().resource_mut::<Playback>().step();
    pass(&mut app, STEP, 10);
    assert_eq!(told(&mut app).steps.len(), 1);
}

#[test]
fn a_reset_begins_the_same_walk_again_under_the_command_that_holds() {
    let subject = Subject {
        events: vec![Event::command([0.6, 0.0, 0.0]).at(0.0)],
        ..walker()
    };
    let bare = bare_walk(&subject);
    let mut app = bare_app(&options(subject));
    pass(&mut app, STEP, 77);
    assert_same(&told(&mut app).steps, &bare, 0);
    ask(&mut app, Event::Reset);
    pass(&mut app, STEP, STEPS);
    let again = told(&mut app);
    assert_eq!((again.resets, again.steps.len()), (1, STEPS));
    assert_eq!(again.steps[0].step, 77, "the count of steps goes on");
    assert_same(&again.steps, &bare, 0);
}

#[test]
fn pace_is_a_number_of_steps_a_second() {
    for (speed, steps) in [(0.1, 5), (0.5, 25), (1.0, 50), (2.0, 100), (4.0, 200)] {
        let mut app = bare_app(&options(walker()));
        app.world_mut().resource_mut::<Playback>().set_speed(speed);
        pass(&mut app, Duration::from_secs_f64(1.0 / 60.0), 60);
        let found = told(&mut app).steps.len();
        // a frame's worth may be left over at the end
        assert!(
            (steps - 1..=steps).contains(&found),
            "{found} steps a second at {speed}x"
        );
    }
}
