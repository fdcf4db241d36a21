//! Another of the shipped policies takes over: its own network, basis and an empty record.

use std::time::Duration;

use bevy::prelude::*;
use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::record::Record;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::lab::subject::Subject;
use tanglewalk::policy::Family;

use crate::apps::{STEP, bare_app, options, pass, walking, whole_app};
use crate::panel::labels;

#[test]
fn a_chosen_policy_walks_as_it_would_from_a_fresh_start() {
    let family = Family::shipped().expect("an index");
    let last = family.members.len() - 1;
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 60);
    app.world_mut().resource_mut::<Gallery>().chosen = Some(last);
    pass(&mut app, Duration::ZERO, 1);
    assert_eq!(app.world().resource::<Gallery>().current, Some(last));
    assert!(app.world().resource::<Record>().history.is_empty());
    assert!(app.world().resource::<Record>().layers[0].is_fixed());
    let subject = app.world().resource::<Subject>().clone();
    let member = &family.members[last];
    let policy = family.policy(member, &subject.robot).expect("a policy");
    assert_eq!(
        subject.policy.manifest.sha256, policy.manifest.sha256,
        "{}",
        member.file
    );
    pass(&mut app, STEP, 60);
    let mut fresh = bare_app(&options(subject));
    pass(&mut fresh, STEP, 60);
    let joints = |app: &App| {
        let simulation = app.world().resource::<Simulation>();
        simulation.state().map(|state| state.joint_position)
    };
    assert!(joints(&app).is_some());
    assert_eq!(joints(&app), joints(&fresh));
}

#[test]
fn a_policy_has_one_name_in_menu_and_bar_and_its_layer_the_right_title() {
    let family = Family::shipped().expect("an index");
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    for name in ["walk", "feed-forward", "walk-at-2m"] {
        let mut members = family.members.iter();
        let index = members.position(|member| member.name() == name);
        let index = index.expect(name);
        let member = &family.members[index];
        app.world_mut().resource_mut::<Gallery>().chosen = Some(index);
        pass(&mut app, STEP, 3);
        let gallery = app.world().resource::<Gallery>();
        assert_eq!(gallery.labels[index], member.label());
        assert_eq!(
            gallery.label(app.world().resource::<Subject>()),
            member.label()
        );
        let texts = labels(&mut app);
        let says = |part: &str| texts.iter().any(|text| text.contains(part));
        assert!(says(&member.label()), "{texts:?}");
        let feed_forward = member.name() == "feed-forward";
        assert_eq!(says("Feed-forward layer"), feed_forward, "{texts:?}");
        assert_eq!(says("Recurrent layer"), !feed_forward, "{texts:?}");
        assert_eq!(says("feed-forward · median"), feed_forward);
    }
}
