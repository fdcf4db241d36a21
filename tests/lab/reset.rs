//! A reset forgets the network's memory and what was recorded; time goes on.

use std::time::Duration;

use bevy::prelude::*;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::record::Record;
use tanglewalk::lab::robot_view::RobotPose;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::physics::Start;
use tanglewalk::script::Event;

use crate::apps::{STEP, ask, bare_app, options, pass, told, walking};

fn memory(app: &App) -> f32 {
    let state = app.world().resource::<Simulation>().recurrent_state();
    let state = state.expect("placed");
    let both = state.hidden.iter().chain(&state.cell);
    both.fold(0.0, |most, value| most.max(value.abs()))
}

#[test]
fn memory_and_history_are_empty_again_and_time_goes_on() {
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    assert_eq!(memory(&app), 0.0, "an episode begins without memory");
    pass(&mut app, STEP, 100);
    let simulation = app.world().resource::<Simulation>();
    assert_eq!((simulation.step(), simulation.time()), (100, 2.0));
    assert!(
        memory(&app) > 0.1,
        "it has a memory to lose: {}",
        memory(&app)
    );
    assert_eq!(app.world().resource::<Record>().history.len(), 100);
    ask(&mut app, Event::Reset);
    pass(&mut app, Duration::ZERO, 1);
    assert_eq!(memory(&app), 0.0);
    let simulation = app.world().resource::<Simulation>();
    assert_eq!(
        (simulation.step(), simulation.time()),
        (100, 2.0),
        "time goes on"
    );
    assert!(simulation.is_at_start());
    let record = app.world().resource::<Record>();
    assert!(record.history.is_empty());
    for layer in &record.layers {
        assert_eq!(layer.rows().len(), 0);
        assert_eq!(layer.tangling.median, None);
    }
    assert_eq!(record.measured, None);
}

#[test]
fn a_paused_robot_is_put_back_before_time_goes_on() {
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 100);
    app.world_mut().resource_mut::<Playback>().paused = true;
    pass(&mut app, STEP, 1);
    told(&mut app);
    ask(&mut app, Event::Reset);
    pass(&mut app, STEP, 2);
    assert_eq!(told(&mut app).steps.len(), 0);
    let robot = tanglewalk::robot::Robot::built_in().expect("built-in robot");
    let start = Start::standing(&robot);
    let simulation = app.world().resource::<Simulation>();
    let position = simulation.state().expect("placed").base_position;
    assert_eq!(position, start.world_from_base.translation);
    let shown = app.world().resource::<RobotPose>().base();
    assert_eq!(
        shown.translation, start.world_from_base.translation,
        "and shown there"
    );
    assert!(app.world().resource::<Record>().history.is_empty());
}
