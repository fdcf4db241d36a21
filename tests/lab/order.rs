//! Systems of ours that touch the same data run in a stated order.

use std::time::Duration;

use bevy::ecs::component::ComponentId;
use bevy::ecs::schedule::{InternedScheduleLabel, ScheduleLabel};
use bevy::prelude::*;

use crate::apps::{STEP, options, pass, walking, whole_app};

/// Pairs of our systems in a schedule whose order is left to chance, and what they share.
fn ambiguities(app: &App, label: InternedScheduleLabel) -> Vec<String> {
    let schedule = app.get_schedule(label).expect("the schedule");
    let systems: Vec<_> = schedule.systems().expect("it has run").collect();
    let name = |key| {
        let system = systems.iter().find(|(found, _)| *found == key);
        system.map_or_else(String::new, |(_, system)| system.name().to_string())
    };
    let component = |id: &ComponentId| {
        let name = app.world().components().get_name(*id);
        name.map_or_else(String::new, |name| name.to_string())
    };
    let ours = |name: &str| name.starts_with("tanglewalk::");
    let mut found = Vec::new();
    for (a, b, shared) in schedule.graph().conflicting_systems().iter() {
        let (a, b) = (name(*a), name(*b));
        if ours(&a) && ours(&b) {
            let shared: Vec<String> = shared.iter().map(component).collect();
            found.push(format!("{label:?}: {a} and {b} over {}", shared.join(", ")));
        }
    }
    found
}

#[test]
fn no_two_of_our_systems_race() {
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 2);
    pass(&mut app, Duration::ZERO, 1);
    let schedules = [
        First.intern(),
        PreUpdate.intern(),
        FixedUpdate.intern(),
        Update.intern(),
        PostUpdate.intern(),
        Last.intern(),
    ];
    let updates = app.get_schedule(Update).expect("the schedule");
    let named = updates.systems().expect("it has run").any(|(_, system)| {
        system
            .name()
            .to_string()
            .contains("tanglewalk::lab::controls::")
    });
    assert!(named, "our systems are known by their names");
    let found: Vec<String> = schedules
        .into_iter()
        .flat_map(|label| ambiguities(&app, label))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_race_would_be_seen() {
    #[derive(Resource, Default)]
    struct Shared(u32);
    fn one(mut shared: ResMut<Shared>) {
        shared.0 += 1;
    }
    fn other(mut shared: ResMut<Shared>) {
        shared.0 *= 2;
    }
    let mut app = App::new();
    app.init_resource::<Shared>()
        .add_systems(Update, (one, other));
    app.update();
    let schedule = app.get_schedule(Update).expect("the schedule");
    assert_eq!(schedule.graph().conflicting_systems().len(), 1);
}
